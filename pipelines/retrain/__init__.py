"""The month: one retraining with all that belongs to it, whose every step is done once."""

from pipelines.retrain.month import Month
from pipelines.retrain.run import Retrained, retrain

__all__ = ["Month", "Retrained", "retrain"]
