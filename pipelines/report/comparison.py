"""The table that sets the model beside its baselines: a metric a row, a forecast a column."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from models.pages.wording import between, decimals, percent, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Forecast = Mapping[str, Any]

_NAMES: Final = {
    "base_rate": "Base rate",
    "points": "Points",
    "naive_bayes": "Naive Bayes",
    "logistic": "Logistic regression",
}
"""The baselines from the plainest."""


class Cell(NamedTuple):
    """A number, its interval ("" where there is none) and whether it is the row's best."""

    text: str
    interval: str
    best: bool


@dataclass(frozen=True)
class Line:
    """One metric of every forecast."""

    name: str
    meaning: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Comparison:
    """Column headings and rows."""

    forecasts: tuple[str, ...]
    lines: tuple[Line, ...]


class _Metric(NamedTuple):
    key: str
    name: str
    meaning: str
    badness: Callable[[float], float]
    """Less is better."""
    say: Callable[[float | None], str]


def _more(value: float) -> float:
    return -value


def _from_one(value: float) -> float:
    return abs(math.log(value)) if value > 0 else math.inf


TOPS: Final = (5, 10, 20)
_THREE: Final = partial(decimals, places=3)
_FOUR: Final = partial(decimals, places=4)
_TIMES: Final = partial(decimals, places=2)

_METRICS: Final = (
    _Metric("auc", "AUC", "how often a lead that converts outranks one that does not", _more, _THREE),
    _Metric(
        "average_precision", "Average precision", "how rich the list stays on the way down", _more, _THREE
    ),
    _Metric("log_loss", "Log loss", "surprise at what happened; less is better", float, _FOUR),
    _Metric("brier", "Brier score", "squared error of the chances; less is better", float, _FOUR),
    _Metric(
        "calibration_error", "Calibration error", "typical broken promise; less is better", float, _THREE
    ),
    _Metric(
        "calibration_ratio", "Calibration in the large", "promised ÷ came; 1 is right", _from_one, _TIMES
    ),
    *(_Metric(f"lift_{top}", f"Lift, top {top} %", "times the average rate", _more, _TIMES) for top in TOPS),
    *(
        _Metric(f"capture_{top}", f"Capture, top {top} %", "of all conversions", _more, percent)
        for top in TOPS
    ),
)


def compare(evaluation: Mapping[str, Any]) -> Comparison:
    """The comparison of one target's evaluation."""
    baselines: Mapping[str, Forecast] = evaluation.get("baselines") or {}
    order = sorted(baselines, key=lambda name: [*_NAMES, name].index(name))
    forecasts = [evaluation["model"], *(baselines[name] for name in order)]
    names = ("Leadcast", *(_NAMES.get(name, name.replace("_", " ")) for name in order))
    lines = tuple(_line(metric, forecasts) for metric in _METRICS)
    return Comparison(names, (*lines, _differences(forecasts)))


def _line(metric: _Metric, forecasts: Sequence[Forecast]) -> Line:
    values = [forecast.get(metric.key) for forecast in forecasts]
    known = [value for value in values if value is not None]
    best = metric.say(min(known, key=metric.badness)) if known else ""
    intervals = [(forecast.get("intervals") or {}).get(metric.key) for forecast in forecasts]
    return Line(
        metric.name,
        metric.meaning,
        tuple(
            Cell(
                metric.say(value), span(interval, metric.say), value is not None and metric.say(value) == best
            )
            for value, interval in zip(values, intervals, strict=True)
        ),
    )


def _differences(forecasts: Sequence[Forecast]) -> Line:
    """The paired comparison: the forecasts meet the same leads in every draw, so common luck cancels."""
    found = [forecast.get("log_loss_minus_model") for forecast in forecasts]
    return Line(
        "Log loss minus Leadcast’s",
        "on the same leads; above 0, Leadcast is better",
        tuple(
            Cell(signed(gap["value"]), span([gap["low"], gap["high"]], signed), best=False)
            if gap
            else Cell(signed(None), "", best=False)
            for gap in found
        ),
    )


def span(interval: Sequence[float] | None, say: Callable[[float | None], str]) -> str:
    """Both ends of an interval, or nothing."""
    return between(say(interval[0]), say(interval[1])) if interval else ""
