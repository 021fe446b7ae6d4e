"""By what a list of leads to work is made: room for how many, in which order, how sure the forecasts are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from features.clock import DAY, WEEK
from features.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import Target
    from models.scorer import Scorer

FUNNEL: Final[tuple[Target, ...]] = ("sql", "close")
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
    def of(cls, scorer: Scorer, at: int, capacity: int | None) -> Self:
        """The terms of a list by a bundle's scores at an instant.

        Leads are set aside as the bundle's own agreement says, since its scores tell who is.

        Args:
            capacity: what is agreed now; it needs no training to change.

        Raises:
            WorkspaceError: the bundle forecasts nothing.
        """
        if scorer.ranked_by is None:
            raise WorkspaceError(
                f"{scorer.version} forecasts nothing, so no list can be ordered; "
                "train again once more outcomes are known"
            )
        return cls(
            capacity=capacity,
            following=capacity or 0,
            ranked_by=scorer.ranked_by,
            targets=tuple(target for target in FUNNEL if target in scorer.targets),
            errors=scorer.doubts,
            explore=scorer.agreement.action.explore,
            salt=scorer.agreement.action.explore_salt,
            week=(at - _MONDAY) // WEEK,
        )
