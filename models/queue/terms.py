"""By what a list of leads to work is made: room for how many, in which order, how sure the forecasts are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

from features.clock import DAY, WEEK
from features.errors import WorkspaceError
from models.queue.calibration import errors_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import Action, Target
    from models.bundle import Bundle

_MONDAY: Final = 4 * DAY
"""The first one since 1970 began, on a Thursday."""


@dataclass(frozen=True)
class Terms:
    """The terms of one list.

    Attributes:
        capacity: leads that can be worked in a week; None where nobody said.
        following: how many leads just below the cut-off count as missed.
        ranked_by: the target whose forecast orders the leads.
        targets: all that are forecast, in the order of the funnel.
        errors: by target, the standard error in log-odds by which all its forecasts may be off.
        explore: the share of leads that is handed over whatever its score.
        salt: another one draws other leads.
        week: a number that stands for the week, from Monday to Sunday in UTC.
    """

    capacity: int | None
    following: int
    ranked_by: Target
    targets: tuple[Target, ...]
    errors: Mapping[Target, float]
    explore: float
    salt: str
    week: int

    @classmethod
    def of(cls, bundle: Bundle, explore: Action, at: int, capacity: int | None) -> Self:
        """The terms of a list by a bundle's scores at an instant.

        Args:
            explore: how the bundle's own agreement sets leads aside, as its scores tell.
            capacity: what is agreed now; it needs no training to change.

        Raises:
            WorkspaceError: the bundle forecasts nothing.
        """
        ranked_by: Target | None = bundle.json("bands.json")["ranked_by"]
        targets: tuple[Target, ...] = tuple(bundle.manifest["facts"]["targets"])
        if ranked_by is None:
            raise WorkspaceError(
                f"{bundle.version} forecasts nothing, so no list can be ordered; "
                "train again once more outcomes are known"
            )
        return cls(
            capacity=capacity,
            following=capacity or 0,
            ranked_by=ranked_by,
            targets=tuple(target for target in ("sql", "close") if target in targets),
            errors=errors_of(bundle.json("evaluation.json")),
            explore=explore.explore,
            salt=explore.explore_salt,
            week=(at - _MONDAY) // WEEK,
        )

    def with_capacity(self, capacity: int) -> Self:
        """The same for another capacity."""
        return replace(self, capacity=capacity, following=capacity)
