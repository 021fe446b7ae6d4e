"""The share of leads that has reached an outcome by each delay, though many are still on their way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CENSORED: Final = 0
REACHED: Final = 1
CLOSED: Final = 2

LEAST_FOLLOWED: Final = 0.1
"""The curve ends where the data follow fewer of those still open: each late outcome would stand for many."""
_ROUNDING: Final = 1e-12


@dataclass(frozen=True, eq=False)
class Curve:
    """A step function: ``share`` of all have reached the outcome by ``at``.

    Attributes:
        at: int64 [steps], microseconds since the start, ascending.
        share: float64 [steps], of all, never falling; as far as the data reach, its last is the eventual one.
        followed: microseconds for which enough of those still open are followed.
        cases, reached, closed: how many there were, and how many were seen to end in each way.
    """

    at: NDArray[np.int64]
    share: NDArray[np.float64]
    followed: int
    cases: int
    reached: int
    closed: int

    @property
    def eventual(self) -> float:
        """The share that reaches it at all, as far as the data reach."""
        return float(self.share[-1]) if self.share.size else 0.0

    def within(self, delay: int) -> float:
        """Of those that reach it at all, the share that does so within a delay; NaN where none does."""
        if not self.eventual:
            return float("nan")
        place = int(np.searchsorted(self.at, delay, side="right"))
        return float(self.share[place - 1]) / self.eventual if place else 0.0

    def quantile(self, share: float) -> int | None:
        """The delay within which a share of those that reach it at all do so, in microseconds."""
        if not self.eventual:
            return None
        wanted = share * self.eventual * (1 - _ROUNDING)
        return int(self.at[np.searchsorted(self.share, wanted, side="left")])

    def thinned(self, points: int) -> list[tuple[int, float]]:
        """At most so many of its steps, evenly apart in share; the first and the last are among them."""
        if self.at.size <= points:
            chosen = np.arange(self.at.size)
        else:
            heights = np.linspace(self.share[0], self.share[-1], points)
            chosen = np.unique(np.minimum(np.searchsorted(self.share, heights), self.at.size - 1))
        return [(int(self.at[step]), float(self.share[step])) for step in chosen]


def delay_curve(delay: NDArray[np.int64], end: NDArray[np.int8]) -> Curve:
    """The cumulative incidence of REACHED by the estimator of Aalen and Johansen.

    Those still open are CENSORED: followed so far and no further. Those CLOSED will not reach it, which is
    another end and not censoring; taking it for censoring, as Kaplan and Meier's estimator would, asks what
    would happen if nobody were ever lost, and overstates how many reach it and how late. Without CLOSED the
    two agree. Those that end at an instant were still followed then.

    O. Aalen and S. Johansen, An empirical transition matrix for non-homogeneous Markov chains based on
    censored observations, Scandinavian Journal of Statistics 5 (1978); E. Kaplan and P. Meier, Nonparametric
    estimation from incomplete observations, JASA 53 (1958).

    Args:
        delay: [cases], microseconds from the start to the end, not negative.
        end: [cases], CENSORED, REACHED or CLOSED.
    """
    ordered = np.sort(delay)
    at, place = np.unique(delay[end != CENSORED], return_inverse=True)
    ways = end[end != CENSORED]
    reached = np.bincount(place[ways == REACHED], minlength=at.size)
    closed = np.bincount(place[ways == CLOSED], minlength=at.size)
    at_risk = delay.size - np.searchsorted(ordered, at, side="left")
    staying = np.cumprod(1 - (reached + closed) / at_risk)
    before = np.concatenate(([1.0], staying[:-1])) if at.size else staying
    share = np.cumsum(before * reached / at_risk)
    few = at_risk < LEAST_FOLLOWED * before * delay.size * (1 - _ROUNDING)
    told = (reached > 0) & ~np.logical_or.accumulate(few)
    return Curve(
        at=at[told],
        share=share[told],
        followed=int(at[few.argmax()] if few.any() else ordered[-1]) if delay.size else 0,
        cases=delay.size,
        reached=int(reached.sum()),
        closed=int(closed.sum()),
    )
