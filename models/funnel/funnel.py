"""Every target's forecast, from the models of the events."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.funnel.events import CLOSE, CLOSE_GIVEN_SQL, SQL, SQL_BY_CLOSE
from models.funnel.forecast import Forecast
from models.funnel.product import Product
from models.funnel.single import Single
from models.sight import Sights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from features.agreement.values import Target
    from models.blend import Blend
    from models.rows import Bools, Floats, Ints


class Said(NamedTuple):
    """All that is said of some rows.

    Attributes:
        forecasts: by target.
        close_given_sql: see ``Funnel.close_given_sql``.
    """

    forecasts: dict[Target, Forecast]
    close_given_sql: Floats


class Funnel:
    """The forecasts of the targets that could be learnt. It keeps nothing between calls.

    Attributes:
        targets: by target, in the order of the funnel.
    """

    def __init__(self, targets: dict[Target, Single | Product]) -> None:
        self.targets = targets

    def forecast(
        self, target: Target, x: NDArray[np.float32], open_: Mapping[Target, Bools], *, explain: bool = False
    ) -> Forecast:
        """One target's forecast of rows ``x`` [n, catalog's features].

        Args:
            open_: for sql and close, bool [n]: whether it can still be reached; rows where the target cannot
                are left NaN.
        """
        return self.targets[target].forecast(
            x, open_[target], open_["close"] & ~open_["sql"], explain=explain
        )

    def p(self, target: Target, x: NDArray[np.float32], open_: Mapping[Target, Bools]) -> Floats:
        """One target's probabilities [n]."""
        return self.forecast(target, x, open_).p

    def close_given_sql(self, x: NDArray[np.float32], wanted: Bools) -> Floats:
        """The chance [n] of being won in time for a lead that is, or becomes, an SQL; NaN where not told."""
        return self._given(Sights(x), wanted)

    def all(self, x: NDArray[np.float32], open_: Mapping[Target, Bools], *, explain: bool) -> Said:
        """All there is to say of rows ``x``; arguments as for ``forecast``. Each model looks at them once."""
        some = np.flatnonzero(open_["close"] | open_["sql"])
        told = {target: open_[target][some] for target in open_}
        qualified = told["close"] & ~told["sql"]
        sights = Sights(x if some.size == x.shape[0] else x[some])
        forecasts: dict[Target, Forecast] = {}
        for target, model in self.targets.items():
            one = model.told(sights, told[target], qualified, explain=explain)
            forecasts[target] = _spread(one, some, x.shape[0], explain)
        given = np.full(x.shape[0], np.nan)
        given[some] = self._given(sights, told["close"])
        return Said(forecasts, given)

    def _given(self, sights: Sights, wanted: Bools) -> Floats:
        said = np.full(wanted.size, np.nan)
        close = self.targets.get("close")
        if isinstance(close, Product) and wanted.any():
            said[wanted] = sights.of(close.given).p[wanted]
        return said


def _spread(told: Forecast, some: Ints, n: int, explain: bool) -> Forecast:
    """The forecast of ``n`` rows of which only ``some`` were looked at."""
    if some.size == n:
        return told
    p, margin = np.full(n, np.nan), np.full(n, np.nan)
    contributions = np.full((n if explain else 0, told.contributions.shape[1]), np.nan)
    p[some], margin[some] = told.p, told.margin
    if explain:
        contributions[some] = told.contributions
    return Forecast(p, margin, contributions)


def funnel_of(models: Mapping[str, Blend], horizons: Mapping[Target, int]) -> Funnel:
    """The funnel of the events' models, by event; ``horizons`` are microseconds by target."""
    targets: dict[Target, Single | Product] = {}
    if SQL in models:
        targets["sql"] = Single(models[SQL])
    if CLOSE_GIVEN_SQL in models:
        targets["close"] = Product(
            models.get(SQL_BY_CLOSE, models[SQL]),
            models[CLOSE_GIVEN_SQL],
            models[SQL],
            longer=horizons["close"] >= horizons["sql"],
        )
    elif CLOSE in models:
        targets["close"] = Single(models[CLOSE])
    return Funnel(targets)
