"""An attribute's plan: what its texts mean, decided once on training data and kept in the bundle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from features.attributes.kinds import KINDS, Category, Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import AttributeKind
    from features.attributes.columns import AttributeColumn


@dataclass(frozen=True)
class AttributePlan:
    """How the texts of attribute ``name`` are read.

    ``missing`` are the texts that mean nothing was filled in (stripped, without case), ``reason`` says in a
    phrase why this kind was chosen.
    """

    name: str
    reader: Reader
    missing: frozenset[str] = frozenset(("",))
    reason: str = ""

    @property
    def kind(self) -> AttributeKind:
        return self.reader.kind

    @cached_property
    def columns(self) -> tuple[AttributeColumn, ...]:
        """The numeric columns this attribute gives rise to; none where it is ignored."""
        return self.reader.columns(self.name)

    @property
    def codes(self) -> dict[str, int]:
        """A category's codes by compared text, 0 for "other"; empty for other kinds."""
        return dict(self.reader.codes) if isinstance(self.reader, Category) else {}

    def filled(self, text: str | None) -> bool:
        """Whether ``text`` says anything: not empty, and none of the texts that stand for missing."""
        return text is not None and text.strip().casefold() not in self.missing

    def parse(self, text: str | None) -> tuple[float, ...]:
        """One number per column; NaN for what is missing or unreadable. Raises for no text.

        A date is an instant in microseconds since 1970 UTC, an unseen category 0.
        """
        return self.reader.read(text) if text is not None and self.filled(text) else self._unfilled

    @cached_property
    def _unfilled(self) -> tuple[float, ...]:
        return self.reader.unfilled()

    def to_json(self) -> dict[str, Any]:
        """The plan as texts, numbers, lists and dicts."""
        return {
            "name": self.name,
            "kind": self.kind,
            "reason": self.reason,
            "missing": sorted(self.missing),
            "reader": self.reader.to_json(),
        }

    @staticmethod
    def from_json(given: Mapping[str, Any]) -> AttributePlan:
        """The plan that ``to_json`` wrote."""
        reader = KINDS[given["kind"]].from_json(given["reader"])
        return AttributePlan(given["name"], reader, frozenset(given["missing"]), given["reason"])
