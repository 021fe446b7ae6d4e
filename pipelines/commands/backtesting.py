"""``leadcast backtest``: what the forecasts would have been worth, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from features.agreement import read_agreement
from features.errors import UsageError
from pipelines.backtest import Every
from pipelines.backtest import backtest as run_backtest
from pipelines.backtest.measured import best_baseline
from pipelines.commands.times import instant_of
from pipelines.progress import console, step
from pipelines.report.backtest import write_backtest_page

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping
    from datetime import tzinfo

    from pipelines.backtest import Backtest


def backtest(given: Namespace) -> dict[str, Any]:
    """Backtests, prints one table, and writes result.json and a page."""
    agreement = read_agreement(given.workspace)
    since, until = (instant_of(when, agreement) for when in (given.since, given.to))
    found = run_backtest(given.workspace, _every(given.every, agreement.zone), since, until, given.jobs)
    with step("writing the page"):
        page = write_backtest_page(found.folder, found.result)
    _show(found)
    console.print(f"page: {escape(str(page))}")
    return {
        **found.result,
        "page": str(page),
        "result": str(found.folder / "result.json"),
        "kept": found.kept,
    }


def _every(text: str, zone: tzinfo) -> Every:
    try:
        return Every.of(text, zone)
    except ValueError as error:
        raise UsageError(f"--every: {error}") from None


def _show(found: Backtest) -> None:
    title = f"{escape(found.result['title'])}: learnt anew as of each date, judged on the leads after it"
    table = Table(
        "",
        *("from", "leads", "AUC", "log loss", "baseline", "promised / came", "captured (random)"),
        title=title,
        box=SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    table.columns[1].min_width = 10
    notes: list[str] = []
    for target in found.result["summary"]:
        for period in found.result["periods"]:
            part = period["targets"][target]
            table.add_row(target, period["name"], f"{part['judged']['leads']}", *_cells(part))
            if part["why"]:
                notes.append(f"{target} {period['name']}: {part['why']}")
        table.add_section()
    console.print(table)
    for note in notes:
        console.print(escape(note))
    for target, told in found.result["summary"].items():
        for sentence in told["sentences"]:
            console.print(f"{target}: {escape(sentence)}")


def _cells(part: Mapping[str, Any]) -> tuple[str, ...]:
    if part["status"] != "judged":
        return (part["status"].replace("_", " "), "-", "-", "-", "-")
    model, name = part["model"], best_baseline(part)
    capture = model["capture"]
    return (
        _ranged(model, "auc", 3),
        f"{model['log_loss']:.3f}",
        f"{part['baselines'][name]['log_loss']:.3f} {name.replace('_', ' ')}",
        _ranged(model, "calibration_ratio", 2),
        "-" if capture is None else f"{capture['value']:.0%} ({capture['random']:.0%})",
    )


def _ranged(model: Mapping[str, Any], name: str, places: int) -> str:
    ends = model["intervals"][name]
    told = f" {ends[0]:.2f}–{ends[1]:.2f}" if ends else ""
    return f"{model[name]:.{places}f}{told}"
