"""How good a forecast is: ranking, probabilities and what the first in the list bring.

Every metric is a function of ``Ranked``, which sorts the predictions once; it is weighted, counts a run of
equal predictions as one, and is None where the rows cannot tell (one outcome only, no weight). Sums are
plain, not matrix products, whose last bits depend on the number of processors.
"""

from models.metrics.measure import MEASURES, Metrics, measure
from models.metrics.probability import (
    brier,
    calibration_error,
    calibration_log_odds,
    calibration_ratio,
    log_loss,
    mean_observed,
    mean_predicted,
)
from models.metrics.ranked import Ranked
from models.metrics.ranking import auc, average_precision, capture, lift
from models.metrics.tables import Gains, ReliabilityBin, gains_curve, reliability_table, wilson

__all__ = [
    "MEASURES",
    "Gains",
    "Metrics",
    "Ranked",
    "ReliabilityBin",
    "auc",
    "average_precision",
    "brier",
    "calibration_error",
    "calibration_log_odds",
    "calibration_ratio",
    "capture",
    "gains_curve",
    "lift",
    "log_loss",
    "mean_observed",
    "mean_predicted",
    "measure",
    "reliability_table",
    "wilson",
]
