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
from numba import njit

from models.calibration.elementwise import sigmoid
from models.funnel.forecast import Forecast
from models.linear.kernel import added_up
from models.sight import Sights, confirm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.blend import Blend
    from models.rows import Bools, Floats, Ints
    from models.sight import Sight

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
        self._places = {
            id(model): np.searchsorted(self.columns, model.columns).astype(np.int64)
            for model in (by_close, given, sql)
        }

    def probability(self, margin: Floats) -> Floats:
        """The probabilities [n] of margins: what contributions add up to."""
        return sigmoid(margin)

    def forecast(self, x: NDArray[np.float32], wanted: Bools, qualified: Bools, *, explain: bool) -> Forecast:
        """The forecast of the wanted rows of ``x`` [n, catalog's features].

        Args:
            qualified: [n], whether the lead is an SQL already.
        """
        return self.told(Sights(x), wanted, qualified, explain=explain)

    def told(self, sights: Sights, wanted: Bools, qualified: Bools, *, explain: bool) -> Forecast:
        """As ``forecast``, of rows that other forecasts may look at too."""
        n = wanted.size
        margin, p = np.full(n, np.nan), np.full(n, np.nan)
        contributions = np.full((n if explain else 0, self.columns.size + 1), np.nan)
        already, ahead = np.flatnonzero(wanted & qualified), np.flatnonzero(wanted & ~qualified)
        given = sights.of(self.given)
        if already.size:
            p[already] = given.p[already]
            margin[already] = _log_odds(p[already])
            if explain:
                contributions[already] = self._of_one(given, already, margin[already])
        if ahead.size:
            q, binds = self._qualifying(sights)
            p[ahead] = q[ahead] * given.p[ahead]
            margin[ahead] = _log_odds(p[ahead])
            if explain:
                for which, first in ((binds, self._sql), (~binds, self._by_close)):
                    rows = ahead[which[ahead]]
                    if rows.size:
                        contributions[rows] = self._of_both(sights, first, rows, q[rows], margin[rows])
        return Forecast(p, margin, contributions)

    def by_close(self, x: NDArray[np.float32]) -> Floats:
        """The chance [n] of becoming an SQL within the horizon of close; never at odds with p_sql."""
        return self._qualifying(Sights(x))[0]

    def _qualifying(self, sights: Sights) -> tuple[Floats, Bools]:
        """The chance of becoming an SQL in time, and where that is p_sql.

        It is where p_sql, over its own horizon, already says more (or, over a longer one, less) than may be.
        """
        by_close, sql = sights.of(self._by_close).p, sights.of(self._sql).p
        binds = sql > by_close if self._longer else sql < by_close
        return np.where(binds, sql, by_close), binds

    def _of_one(self, given: Sight, rows: Ints, margin: Floats) -> Floats:
        expected = _log_odds(np.array([self.given.expected]))
        total = np.zeros((rows.size, self.columns.size + 1))
        places = self._places[id(self.given)]
        left = share_out(given.contributions, rows, margin - expected, places, NEAR, total)
        return _closed(total, margin, expected + left)

    def _of_both(self, sights: Sights, first: Blend, rows: Ints, q: Floats, margin: Floats) -> Floats:
        r, q0, r0 = sights.of(self.given).p[rows], first.expected, self.given.expected
        neither = _log_odds(np.array([q0 * r0]))
        only_q, only_r = _log_odds(q * r0), _log_odds(q0 * r)
        total = np.zeros((rows.size, self.columns.size + 1))
        left = np.zeros(rows.size)
        for model, share in (
            (first, ((only_q - neither) + (margin - only_r)) / 2),
            (self.given, ((only_r - neither) + (margin - only_q)) / 2),
        ):
            own = sights.of(model).contributions
            left += share_out(own, rows, share, self._places[id(model)], NEAR, total)
        return _closed(total, margin, neither + left)


@njit(cache=True, nogil=True)
def share_out(
    contributions: Floats, rows: Ints, share: Floats, places: Ints, near: float, total: Floats
) -> Floats:
    """Adds a factor's shares, split in proportion to its columns' contributions; gives what is left [n].

    Args:
        contributions: [all rows, columns + 1] of the factor, the expected value last.
        rows: [n], which of them.
        share: [n], log-odds to be split.
        places: [columns], where each stands in ``total``.
        near: how little the columns may have moved together for nothing to be shared out.
        total: [n, any number], to be added to.
    """
    left = np.zeros(rows.size)
    for i in range(rows.size):
        moved = 0.0
        for column in range(places.size):
            moved += contributions[rows[i], column]
        if abs(moved) < near:
            left[i] = share[i]
        else:
            scale = share[i] / moved
            for column in range(places.size):
                total[i, places[column]] += contributions[rows[i], column] * scale
    return left


def _closed(total: Floats, margin: Floats, expected: Floats) -> Floats:
    """Puts the expected value in: what is left of the margin, the same for all rows but for rounding."""
    rest = margin - added_up(total)
    confirm(rest, expected)
    total[:, -1] = rest
    return total


def _log_odds(p: Floats) -> Floats:
    """By the C library, one number at a time: the same bits alone and in a batch."""
    near = (min(max(one, EDGE), 1.0 - EDGE) for one in p.tolist())
    return np.fromiter((math.log(one / (1.0 - one)) for one in near), np.float64, p.size)
