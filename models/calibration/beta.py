"""Beta calibration: unlike slopes for the likely and the unlikely."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from models.calibration.elementwise import softplus
from models.calibration.likelihood import SLOPE_PULL, fit_logistic, smoothed_targets
from models.calibration.value import MIN_SLOPE, Calibration

if TYPE_CHECKING:
    from models.rows import Floats


@dataclass(frozen=True)
class BetaCalibration(Calibration):
    """a * log p - b * log(1 - p) + c, where p is the booster's own probability; a = b is Platt's map."""

    a: float
    b: float
    c: float
    kind: ClassVar[str] = "beta"

    def log_odds(self, logit: Floats) -> Floats:
        """Calibrated log-odds of raw log-odds ``logit`` [n]."""
        return self.b * softplus(logit) - self.a * softplus(-logit) + self.c

    def to_json(self) -> dict[str, Any]:
        """Its kind and three numbers."""
        return {"kind": self.kind, "a": self.a, "b": self.b, "c": self.c}


def fit_beta(logit: Floats, y: Floats, weight: Floats) -> BetaCalibration:
    """The a, b (each at least ``MIN_SLOPE``) and c most likely for outcomes ``y`` [n] at ``logit`` [n].

    Kull, Silva Filho & Flach, "Beta calibration", 2017. Where they drop a coefficient that comes out
    negative, a bound keeps the map rising; targets are smoothed as Platt's, which they do not do.
    """
    columns = np.column_stack([-np.logaddexp(0, -logit), np.logaddexp(0, logit), np.ones_like(logit)])
    lowest, pull = (MIN_SLOPE, MIN_SLOPE, -inf), (SLOPE_PULL, SLOPE_PULL, 0)
    a, b, c = fit_logistic(columns, smoothed_targets(y, weight), weight, (1, 1, 0), lowest, pull)
    return BetaCalibration(a, b, c)
