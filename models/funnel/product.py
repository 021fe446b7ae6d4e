"""Closing as a product: becoming an SQL in time, and being won then.

The log-odds of a product are no sum of its factors' log-odds, but they can be shared out exactly. The two
factors are the players of a game whose value is the log-odds of the product, each standing at its expected
margin while it is not known; with two players the Shapley value is the mean over both orders. Each factor's
share is then split among its columns in proportion to their contributions to its margin (the rescale rule of
H. Chen, S. Lundberg, S.-I. Lee, Explaining a series of models by propagating Shapley values, Nature
Communications 2022). So the complete list still adds up to the log-odds of what is said.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from models.calibration.elementwise import sigmoid
from models.funnel.forecast import Forecast

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.blend import Blend
    from models.rows import Bools, Floats

NEAR: Final = 1e-9
"""Margins this near their expectation are not divided by: nothing is to be shared out."""

EDGE: Final = 1e-12
"""Log-odds are taken no nearer to certainty."""


class Product:
    """The chance of an SQL within the horizon of close, times that of closing given SQL.

    Attributes:
        columns: int64, the catalog's columns its contributions speak of.
    """

    def __init__(self, by_close: Blend, given: Blend, sql: Blend, *, longer: bool) -> None:
        """``sql`` is the model of p_sql; ``longer``: the horizon of close is no shorter than its."""
        self.given = given
        self._by_close, self._sql, self._longer = by_close, sql, longer
        self.columns = np.unique(np.concatenate([by_close.columns, given.columns, sql.columns]))

    def probability(self, margin: Floats) -> Floats:
        """The probabilities [n] of margins: what contributions add up to."""
        return sigmoid(margin)

    def forecast(self, x: NDArray[np.float32], wanted: Bools, qualified: Bools, *, explain: bool) -> Forecast:
        """The forecast of the wanted rows of ``x`` [n, catalog's features].

        Args:
            qualified: [n], whether the lead is an SQL already.
        """
        margin = np.full(x.shape[0], np.nan)
        p = np.full(x.shape[0], np.nan)
        contributions = np.full((x.shape[0] if explain else 0, self.columns.size + 1), np.nan)
        already, ahead = np.flatnonzero(wanted & qualified), np.flatnonzero(wanted & ~qualified)
        if already.size:
            rows = x[already]
            p[already] = self.given.p(rows)
            margin[already] = _log_odds(p[already])
            if explain:
                contributions[already] = self._of_one(rows, margin[already])
        if ahead.size:
            rows = x[ahead]
            q, binds = self._qualifying(rows)
            r = self.given.p(rows)
            p[ahead] = q * r
            margin[ahead] = _log_odds(p[ahead])
            if explain:
                contributions[ahead] = self._of_both(rows, q, r, binds, margin[ahead])
        return Forecast(p, margin, contributions)

    def by_close(self, x: NDArray[np.float32]) -> Floats:
        """The chance [n] of becoming an SQL within the horizon of close; never at odds with p_sql."""
        return self._qualifying(x)[0]

    def _qualifying(self, x: NDArray[np.float32]) -> tuple[Floats, Bools]:
        """The chance of becoming an SQL in time, and where that is p_sql.

        It is where p_sql, over its own horizon, already says more (or, over a longer one, less) than may be.
        """
        by_close, sql = self._by_close.p(x), self._sql.p(x)
        binds = sql > by_close if self._longer else sql < by_close
        return np.where(binds, sql, by_close), binds

    def _of_one(self, x: NDArray[np.float32], margin: Floats) -> Floats:
        given = self.given.contributions(x)
        total = np.zeros((x.shape[0], self.columns.size + 1))
        self._add(total, self.given, given, margin - _log_odds(self.given.calibration.apply(given[:, -1])))
        return _closed(total, margin)

    def _of_both(self, x: NDArray[np.float32], q: Floats, r: Floats, binds: Bools, margin: Floats) -> Floats:
        total = np.zeros((x.shape[0], self.columns.size + 1))
        for which, first in ((binds, self._sql), (~binds, self._by_close)):
            rows = np.flatnonzero(which)
            if rows.size:
                total[rows] = self._shared(x[rows], first, q[rows], r[rows])
        return _closed(total, margin)

    def _shared(self, x: NDArray[np.float32], first: Blend, q: Floats, r: Floats) -> Floats:
        """Contributions without the expected value."""
        one, two = first.contributions(x), self.given.contributions(x)
        q0, r0 = first.calibration.apply(one[:, -1]), self.given.calibration.apply(two[:, -1])
        both, neither = _log_odds(q * r), _log_odds(q0 * r0)
        only_q, only_r = _log_odds(q * r0), _log_odds(q0 * r)
        total = np.zeros((x.shape[0], self.columns.size + 1))
        self._add(total, first, one, ((only_q - neither) + (both - only_r)) / 2)
        self._add(total, self.given, two, ((only_r - neither) + (both - only_q)) / 2)
        return total

    def _add(self, total: Floats, model: Blend, contributions: Floats, share: Floats) -> None:
        """Adds a factor's share [n], split in proportion to its columns' contributions."""
        own = contributions[:, :-1]
        moved = np.cumsum(own, axis=1)[:, -1] if own.shape[1] else np.zeros(own.shape[0])
        still = np.abs(moved) < NEAR
        scale = np.where(still, 0.0, share / np.where(still, 1.0, moved))
        total[:, np.searchsorted(self.columns, model.columns)] += own * scale[:, None]


def _closed(total: Floats, margin: Floats) -> Floats:
    """Puts the expected value in: what is left of the margin, the same for all rows but for rounding."""
    total[:, -1] = 0.0
    total[:, -1] = margin - np.cumsum(total, axis=1)[:, -1]
    return total


def _log_odds(p: Floats) -> Floats:
    """By the C library, one number at a time: the same bits alone and in a batch."""
    return np.fromiter(
        (math.log(one / (1.0 - one)) for one in np.clip(p, EDGE, 1.0 - EDGE).tolist()), np.float64, p.size
    )
