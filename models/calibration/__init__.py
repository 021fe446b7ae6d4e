"""Turns a booster's log-odds into probabilities that mean what they say.

A calibration is a small frozen value that rises strictly, goes into JSON and back without losing a bit, and
gives a row the same bits alone or among a million. NumPy is all it needs.
"""

from models.calibration.beta import BetaCalibration, fit_beta
from models.calibration.choose import Choice, Trial, choose_calibration, fit_calibration
from models.calibration.isotonic import IsotonicCalibration, fit_isotonic
from models.calibration.platt import PlattCalibration, fit_platt
from models.calibration.saved import calibration_from_json
from models.calibration.value import Calibration, Identity

__all__ = [
    "BetaCalibration",
    "Calibration",
    "Choice",
    "Identity",
    "IsotonicCalibration",
    "PlattCalibration",
    "Trial",
    "calibration_from_json",
    "choose_calibration",
    "fit_beta",
    "fit_calibration",
    "fit_isotonic",
    "fit_platt",
]
