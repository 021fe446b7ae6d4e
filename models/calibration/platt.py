"""Platt's calibration: a slope and a shift in log-odds."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from models.calibration.likelihood import SLOPE_PULL, fit_logistic, smoothed_targets
from models.calibration.value import MIN_SLOPE, Calibration

if TYPE_CHECKING:
    from models.rows import Floats


@dataclass(frozen=True)
class PlattCalibration(Calibration):
    """slope * log-odds + shift: mends over- or underconfidence and a changed base rate."""

    slope: float
    shift: float
    kind: ClassVar[str] = "platt"

    def log_odds(self, logit: Floats) -> Floats:
        """Calibrated log-odds of raw log-odds ``logit`` [n]."""
        return self.slope * logit + self.shift

    def to_json(self) -> dict[str, Any]:
        """Its kind and two numbers."""
        return {"kind": self.kind, "slope": self.slope, "shift": self.shift}


def fit_platt(logit: Floats, y: Floats, weight: Floats) -> PlattCalibration:
    """The slope (at least ``MIN_SLOPE``) and shift most likely for outcomes ``y`` [n] at ``logit`` [n].

    Platt, "Probabilistic outputs for support vector machines", 1999, with his smoothed targets.
    """
    columns = np.column_stack([logit, np.ones_like(logit)])
    slope, shift = fit_logistic(
        columns, smoothed_targets(y, weight), weight, (1, 0), (MIN_SLOPE, -inf), (SLOPE_PULL, 0)
    )
    return PlattCalibration(slope, shift)
