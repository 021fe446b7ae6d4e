"""A backtest as a table: what the recipe would have been worth, period by period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from features.agreement import read_agreement
from features.clock import instant
from features.errors import UsageError
from pipelines.analysis.chart import Chart
from pipelines.backtest import Every, backtest

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping


class Backtested:
    """A finished backtest.

    Attributes:
        periods: a row for each period, target and forecast (model or a baseline): period, target, status,
            leads, forecast, auc, log_loss, promised and came (mean forecast and rate), log_loss_minus_model.
        sentences: by target, what it comes to.
        chart: the same as the page of ``leadcast backtest`` shows.
    """

    def __init__(self, result: Mapping[str, Any]) -> None:
        self._result = result
        self.periods = pd.DataFrame([row for period in result["periods"] for row in _rows(period)])
        self.sentences: dict[str, tuple[str, ...]] = {
            target: tuple(told["sentences"]) for target, told in result["summary"].items()
        }

    @property
    def chart(self) -> Chart:
        """Drawn when it is asked for."""
        from pipelines.report.backtest_chart import backtest_chart

        return Chart(backtest_chart(self._result))


def run_backtest(
    workspace: str | os.PathLike[str],
    every: str = "1mo",
    since: str | None = None,
    until: str | None = None,
    jobs: int = 2,
) -> Backtested:
    """Learns anew as of each date, and meets the leads that came next.

    What was computed before, over the same inputs, is not computed again.

    Args:
        every: the length of a period, such as "1mo", "2w" or "10d".
        since, until: ISO 8601, in the agreement's time zone; default: as far as the data reach.
        jobs: how many periods at a time.

    Raises:
        UsageError: ``every`` or a date cannot be read, or no period fits.
        LeadcastError: the workspace could not be trained either.
    """
    path = Path(workspace)
    zone = read_agreement(path).zone
    try:
        length = Every.of(every, zone)
        first, last = (None if when is None else instant(when, zone) for when in (since, until))
    except ValueError as error:
        raise UsageError(f"every, since or until cannot be read: {error}") from None
    return Backtested(backtest(path, length, first, last, jobs).result)


def _rows(period: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for target, part in period["targets"].items():
        known = {
            "period": period["name"],
            "target": target,
            "status": part["status"],
            "leads": part["judged"]["leads"],
        }
        if part["status"] != "judged":
            yield known
            continue
        for name, told in (("model", part["model"]), *part["baselines"].items()):
            gap = told.get("log_loss_minus_model")
            yield {
                **known,
                "forecast": name,
                "auc": told["auc"],
                "log_loss": told["log_loss"],
                "promised": told.get("mean_predicted"),
                "came": part["model"]["base_rate"],
                "log_loss_minus_model": gap["value"] if gap else None,
            }
