"""The plan: what training data decided about the features, kept in the bundle and used for every score."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self

from features.attributes import AttributePlan
from features.clock import DAY
from features.prior import Prior

if TYPE_CHECKING:
    from collections.abc import Sequence

WINDOWS: Final = {"1d": DAY, "7d": 7 * DAY, "30d": 30 * DAY, "90d": 90 * DAY}
"""The windows in which touches are counted, by the name they carry in a feature."""
DIRECTIONS: Final = ("touch", "inbound touch", "outbound touch")
"""The first slots that touches are counted in; those of kinds and of channels follow."""
HALF_LIFE: Final = 14 * DAY
"""After this long a touch counts half in the intensity features."""


@dataclass(frozen=True)
class Plan:
    """Which texts have a column of their own, what attributes mean, and past conversion by category.

    Attributes:
        timezone: where office hours are counted.
        kinds, channels, actors: texts of touches with a column or code of their own; others fold.
        stages: names of stages with a code of their own.
        attributes: what each used attribute means, by name.
        priors: conversion of already mature leads by category.
    """

    timezone: str
    kinds: tuple[str, ...]
    channels: tuple[str, ...]
    actors: tuple[str, ...]
    stages: tuple[str, ...]
    attributes: dict[str, AttributePlan]
    priors: tuple[Prior, ...] = ()

    @cached_property
    def slot_books(self) -> dict[str, tuple[dict[str, int], int]]:
        """The slots of kinds and of channels by their texts, and that of all others."""
        kinds = len(DIRECTIONS)
        channels = kinds + len(self.kinds) + 1
        return {
            "kind": (book(self.kinds, kinds), channels - 1),
            "channel": (book(self.channels, channels), channels + len(self.channels)),
        }

    @cached_property
    def actor_book(self) -> dict[str, int]:
        """Codes of actors; 0 is left for those that are not listed."""
        return book(self.actors, 1)

    @cached_property
    def stage_book(self) -> dict[str, int]:
        """Codes of stages; 0 and 1 are left for those that are not listed, and for none yet."""
        return book(self.stages, 2)

    def to_json(self) -> dict[str, Any]:
        """As plain lists, numbers and texts."""
        return {
            "timezone": self.timezone,
            "kinds": list(self.kinds),
            "channels": list(self.channels),
            "actors": list(self.actors),
            "stages": list(self.stages),
            "attributes": {name: plan.to_json() for name, plan in self.attributes.items()},
            "priors": [prior.to_json() for prior in self.priors],
        }

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""

        def texts(name: str) -> tuple[str, ...]:
            return tuple(saved[name])

        return cls(
            timezone=saved["timezone"],
            kinds=texts("kinds"),
            channels=texts("channels"),
            actors=texts("actors"),
            stages=texts("stages"),
            attributes={name: AttributePlan.from_json(plan) for name, plan in saved["attributes"].items()},
            priors=tuple(Prior.from_json(prior) for prior in saved["priors"]),
        )


def book(texts: Sequence[str], first: int = 0) -> dict[str, int]:
    """Consecutive codes for texts, from ``first`` on."""
    return {text: code for code, text in enumerate(texts, first)}
