"""A target forecast by one model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.funnel.forecast import Forecast

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
        del qualified
        rows = x[wanted]
        margin = np.full(x.shape[0], np.nan)
        p = np.full(x.shape[0], np.nan)
        contributions = np.full((x.shape[0] if explain else 0, self.columns.size + 1), np.nan)
        if rows.shape[0]:
            margin[wanted] = self.model.margin(rows)
            p[wanted] = self.model.calibration.apply(margin[wanted])
            if explain:
                contributions[wanted] = self.model.contributions(rows)
        return Forecast(p, margin, contributions)
