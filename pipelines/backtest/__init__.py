"""Backtests: what the forecasts would have been worth in service, period by period."""

from pipelines.backtest.periods import Every
from pipelines.backtest.run import Backtest, backtest

__all__ = ["Backtest", "Every", "backtest"]
