"""What every kind of attribute can do: name its columns, read a text, be written as JSON."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import AttributeKind
    from features.attributes.columns import AttributeColumn


@dataclass(frozen=True)
class Reader(ABC):
    """How one attribute's texts become numbers. Its fields are texts, flags and tuples of them."""

    kind: ClassVar[AttributeKind]

    @abstractmethod
    def columns(self, name: str) -> tuple[AttributeColumn, ...]:
        """The columns that the attribute ``name`` gives rise to."""

    @abstractmethod
    def read(self, text: str) -> tuple[float, ...]:
        """One number per column for a text that is filled in; NaN where it cannot be read. Never raises."""

    def unfilled(self) -> tuple[float, ...]:
        """One number per column where the attribute is not filled in."""
        return (math.nan,) * len(self.columns(""))

    def to_json(self) -> dict[str, Any]:
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        return cls(**{name: _frozen(value) for name, value in given.items()})


def _plain(value: Any) -> Any:
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _frozen(value: Any) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
