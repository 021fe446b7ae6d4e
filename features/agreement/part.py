"""What all tables of the agreement have in common."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from features import clock


class Part(BaseModel):
    """A table of the agreement: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


def _texts(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _duration(value: Any) -> Any:
    return clock.duration(value) if isinstance(value, str) else value


Duration = Annotated[int, BeforeValidator(_duration), Field(ge=0)]
"""Microseconds, written as in "30d"."""

Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
