"""The page of a backtest: one chart, one table, and what both say in a few sentences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from features.clock import words
from models.files import write_text
from models.pages.wording import UNKNOWN, between, count, decimals, percent, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from models.pages.wording import Spoken


@dataclass(frozen=True)
class PeriodRow:
    """A period and target as the table shows it; ``why`` is "" where it was judged."""

    start: str
    learnt: str
    judged: str
    cells: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True)
class BacktestPart:
    """One target: what all its periods say, and each of them."""

    spoken: Spoken
    horizon: str
    sentences: tuple[str, ...]
    beaten: bool
    rows: tuple[PeriodRow, ...]


def write_backtest_page(folder: Path, result: Mapping[str, Any]) -> Path:
    """Writes ``report.html`` beside ``result.json``, whole or not at all; the same result, the same bytes."""
    from pipelines.report.backtest_chart import backtest_chart
    from pipelines.report.template import template

    page = folder / "report.html"
    made = template("backtest.html.j2").render(
        result=result,
        parts=backtest_parts(result),
        chart=backtest_chart(result),
        length=_in_words(result["every"]),
    )
    write_text(page, made)
    return page


def backtest_parts(result: Mapping[str, Any]) -> tuple[BacktestPart, ...]:
    """The targets in the order of the funnel."""
    return tuple(
        BacktestPart(
            spoken=spoken(target),
            horizon=words(result["horizons_us"][target]),
            sentences=tuple(told["sentences"]),
            beaten=told["surely_beaten"] > told["surely_best"],
            rows=tuple(_row(period["name"], period["targets"][target]) for period in result["periods"]),
        )
        for target, told in result["summary"].items()
    )


def _in_words(every: str) -> str:
    number, unit = int("".join(filter(str.isdigit, every))), every.lstrip("0123456789")
    word = {"d": "day", "w": "week", "mo": "month"}[unit]
    return f"{number} {word}s" if number > 1 else f"one {word}"


def _row(start: str, part: Mapping[str, Any]) -> PeriodRow:
    judged, trained = part["judged"], part["trained"]
    return PeriodRow(
        start=start,
        learnt=count(trained["leads"]) if trained else UNKNOWN,
        judged=f"{count(judged['leads'])} ({count(judged['converted'])})",
        cells=_cells(part) if part["status"] == "judged" else (),
        why=part["why"] or "",
    )


def _cells(part: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Each number and what stands small below it."""
    model = part["model"]
    best = min(part["baselines"], key=lambda name: part["baselines"][name]["log_loss"])
    capture = model["capture"]
    return (
        _ranged(model, "auc", partial(decimals, places=3)),
        _ranged(model, "log_loss", partial(decimals, places=4)),
        (decimals(part["baselines"][best]["log_loss"], 4), best.replace("_", " ")),
        _ranged(model, "calibration_error", partial(decimals, places=3)),
        _ranged(model, "calibration_ratio", partial(decimals, places=2)),
        (percent(capture["value"]), f"random {percent(capture['random'])}") if capture else (UNKNOWN, ""),
    )


def _ranged(model: Mapping[str, Any], name: str, say: Callable[[float | None], str]) -> tuple[str, str]:
    ends = model["intervals"][name]
    return say(model[name]), between(say(ends[0]), say(ends[1])) if ends else ""
