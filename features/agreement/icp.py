"""The ideal customer profile as the agreement states it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from features.agreement.part import Part, Texts


class IcpRule(Part):
    """One line of the ideal customer profile: a condition on an attribute, and what it is worth."""

    attribute: str
    equals: str | float | bool | None = None
    one_of: tuple[str, ...] | None = None
    between: tuple[float, float] | None = None
    contains: Texts | None = None
    matches: str | None = None
    points: float | None = None
    must_have: bool = False
    missing: Literal["skip", "zero", "disqualify"] = "skip"
    words: str | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        names = ("equals", "one_of", "between", "contains", "matches")
        if sum(getattr(self, name) is not None for name in names) != 1:
            raise ValueError(f"a rule needs exactly one condition of {', '.join(names)}")
        if (self.points is None) != self.must_have:
            raise ValueError("a rule needs either points = NUMBER or must_have = true")
        return self


class Icp(Part):
    """The ideal customer profile."""

    rule: tuple[IcpRule, ...] = ()
    grades: tuple[float, float, float] = (75.0, 50.0, 25.0)
    minimum_known: float = Field(default=0.4, ge=0, le=1)
