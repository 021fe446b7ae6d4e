"""A target forecast by one model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.funnel.forecast import Forecast
from models.sight import Sights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.blend import Blend
    from models.rows import Bools, Floats


class Single:
    """One model's forecast and its reasons.

    Attributes:
        columns: int64, the catalog's columns its contributions speak of.
    """

    def __init__(self, model: Blend) -> None:
        self.model = model
        self.columns = model.columns

    def probability(self, margin: Floats) -> Floats:
        """The probabilities [n] of margins: what contributions add up to."""
        return self.model.calibration.apply(margin)

    def forecast(self, x: NDArray[np.float32], wanted: Bools, qualified: Bools, *, explain: bool) -> Forecast:
        """The forecast of the wanted rows of ``x`` [n, catalog's features]; ``qualified`` is not needed."""
        return self.told(Sights(x), wanted, qualified, explain=explain)

    def told(self, sights: Sights, wanted: Bools, qualified: Bools, *, explain: bool) -> Forecast:
        """As ``forecast``, of rows that other forecasts may look at too."""
        del qualified
        sight = sights.of(self.model)
        p, margin = np.full(wanted.size, np.nan), np.full(wanted.size, np.nan)
        contributions = np.full((wanted.size if explain else 0, self.columns.size + 1), np.nan)
        if wanted.any():
            margin[wanted], p[wanted] = sight.margin[wanted], sight.p[wanted]
            if explain:
                contributions[wanted] = sight.contributions[wanted]
        return Forecast(p, margin, contributions)
