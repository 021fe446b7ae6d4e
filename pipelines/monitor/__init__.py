"""The monitor: what changed since the training, what came of the forecasts, and how the service does."""

from pipelines.monitor.alerts import ALERTS
from pipelines.monitor.run import Looked, look
from pipelines.monitor.tell import monitor

__all__ = ["ALERTS", "Looked", "look", "monitor"]
