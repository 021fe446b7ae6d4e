"""Which attributes are used, and what the agreement vouches for of each."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from features.agreement.part import Part, Texts
from features.naming import key

AttributeKind = Literal[
    "number", "category", "ordinal", "boolean", "date", "multi", "title", "text", "ignore"
]


class Attributes(Part):
    """Which attributes are used, and how, where the data alone would mislead."""

    exclude: tuple[str, ...] = ()
    fixed: Texts = ()
    opted_out: Texts = ()
    trust: dict[str, str] = Field(default_factory=dict[str, str])
    kinds: dict[str, AttributeKind] = Field(default_factory=dict[str, AttributeKind])
    order: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    missing: tuple[str, ...] = (
        "",
        "select",
        "n/a",
        "na",
        "-",
        "--",
        "none",
        "null",
        "nan",
        "unknown",
        "not set",
    )

    @model_validator(mode="after")
    def _read_if_needed(self) -> Self:
        excluded = set(map(key, self.exclude))
        for use in ("fixed", "opted_out"):
            if both := [name for name in getattr(self, use) if key(name) in excluded]:
                raise ValueError(
                    f"{both[0]!r} is in {use} and in exclude, and what is excluded is not even read; "
                    'take it out of exclude; "ignore" in [attributes.kinds] has it read but not learnt from'
                )
        return self
