"""One model for all ages, or one for each: a rival is given whichever is better for it on its own past."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from models.metrics import measure

if TYPE_CHECKING:
    from benchmarks.contest.rivals import Fitted, Rival
    from models.rows import Bools, Rows

OLDER: Final = 0.7
"""Share of the leads, by their first moment, that teach while the form is chosen; the others judge it."""


@dataclass(eq=False)
class Forms:
    """Fits rivals to the rows of one target; what was fitted to rows of all ages is kept.

    Attributes:
        pooled: the training rows of all ages.
    """

    pooled: Rows
    _kept: dict[tuple[str, str], Fitted] = field(default_factory=dict)

    def best(self, name: str, rival: Rival, age: Bools | None) -> tuple[Fitted, str]:
        """The rival's better form, fitted to all its rows, and what the form is called.

        Args:
            age: which of the pooled rows are of the age that is asked for; None where ages are not told
                apart.
        """
        if age is None:
            return self._pooled(name, rival), "all ages"
        same = self.pooled.take(age)
        older, newer = age & self._older, age & ~self._older
        judge = self.pooled.take(newer)
        if not all(_two_sided(rows) for rows in (judge, self.pooled.take(older))):
            return self._pooled(name, rival), "all ages"
        apart = rival.fit(self.pooled.take(older), judge if rival.stops else None)
        together = self._inner(name, rival)
        if _loss(together, judge) <= _loss(apart, judge):
            return self._pooled(name, rival), "all ages"
        return rival.fit(same, apart.trees if rival.stops else None), "its age"

    def _pooled(self, name: str, rival: Rival) -> Fitted:
        if (name, "all") not in self._kept:
            trees = self._inner(name, rival).trees if rival.stops else None
            self._kept[name, "all"] = rival.fit(self.pooled, trees)
        return self._kept[name, "all"]

    def _inner(self, name: str, rival: Rival) -> Fitted:
        if (name, "older") not in self._kept:
            older, newer = self.pooled.take(self._older), self.pooled.take(~self._older)
            self._kept[name, "older"] = rival.fit(older, newer if rival.stops else None)
        return self._kept[name, "older"]

    @property
    def _older(self) -> Bools:
        _, place = np.unique(self.pooled.lead, return_inverse=True)
        first = np.full(int(place.max()) + 1, np.iinfo(np.int64).max)
        np.minimum.at(first, place, self.pooled.as_of)
        return (first <= np.quantile(first, OLDER, method="lower"))[place]


def _two_sided(rows: Rows) -> bool:
    return bool(np.unique(rows.y).size == 2)


def _loss(fitted: Fitted, judge: Rows) -> float:
    loss = measure(judge.y, fitted.predict(judge.x)).log_loss
    return np.inf if loss is None else loss
