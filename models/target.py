"""One target's model, as a bundle holds it: features in, a calibrated probability and its reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.calibration import calibration_from_json
from models.reasons import Themes
from models.treeshap import Explainer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.catalog import Catalog
    from models.bundle import Bundle
    from models.calibration import Calibration


@dataclass(frozen=True, eq=False)
class Forecast:
    """What one target's model says; NaN where the moment is not at risk or has too little known.

    Attributes:
        p: float64 [moments].
        margin: float64 [moments], log-odds before calibration.
        contributions: float64 [moments, columns + 1], the last is the expected value; rows sum to the margin.
            No rows where no explanation was asked for.
    """

    p: NDArray[np.float64]
    margin: NDArray[np.float64]
    contributions: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TargetModel:
    """One target's trees, the catalog's columns they read, and their calibration."""

    trees: Explainer
    columns: NDArray[np.int64]
    calibration: Calibration
    themes: Themes
    names: tuple[str, ...]

    def margin(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds before calibration [n]; x is [n, catalog's features]."""
        return self.trees.margin(np.ascontiguousarray(x[:, self.columns]))

    def forecast(self, x: NDArray[np.float32], wanted: NDArray[np.bool_], *, explain: bool) -> Forecast:
        """The forecast of the wanted rows of ``x`` [n, catalog's features]."""
        rows = np.ascontiguousarray(x[np.ix_(wanted, self.columns)])
        margin = np.full(x.shape[0], np.nan)
        contributions = np.full((x.shape[0] if explain else 0, self.columns.size + 1), np.nan)
        p = np.full(margin.size, np.nan)
        if rows.shape[0]:
            margin[wanted] = self.trees.margin(rows)
            p[wanted] = self.calibration.apply(margin[wanted])
            if explain:
                contributions[wanted] = self.trees.contributions(rows)
        return Forecast(p, margin, contributions)


def target_model(bundle: Bundle, target: Target, catalog: Catalog) -> TargetModel:
    """A target's model from a bundle whose features are ``catalog``."""
    saved: dict[str, Any] = bundle.json(f"{target}.json")
    columns = np.array(saved["columns"], dtype=np.int64)
    chosen = [catalog.features[column] for column in columns]
    return TargetModel(
        trees=Explainer.from_text(bundle.text(f"{target}.txt")),
        columns=columns,
        calibration=calibration_from_json(saved["calibration"]),
        themes=Themes(chosen),
        names=tuple(feature.name for feature in chosen),
    )
