"""A backtest: as of each date the recipe learns anew and meets the leads that came next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from features.agreement import read_agreement
from features.checks import check_journey, refuse_on_errors
from features.clock import iso
from features.errors import UsageError
from features.sources import open_journey
from models.files import digest_of, json_text, write_text
from models.workspace import Workspace
from pipelines.alone import alone
from pipelines.backtest.defaults import first_start, last_end
from pipelines.backtest.inputs import inputs
from pipelines.backtest.summary import summarised
from pipelines.backtest.work import Task
from pipelines.backtest.workers import work_all
from pipelines.progress import console, step
from pipelines.train.leakage import refuse_leaks
from pipelines.train.material import Material, agreed_horizons, end_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from features.agreement import Agreement
    from pipelines.backtest.periods import Every, Period


@dataclass(frozen=True)
class Backtest:
    """A finished backtest.

    Attributes:
        folder: where its files lie.
        result: as in result.json.
        kept: how many periods an earlier run had finished.
    """

    folder: Path
    result: dict[str, Any]
    kept: int


def backtest(path: Path, every: Every, since: int | None, until: int | None, jobs: int) -> Backtest:
    """Judges every period between two instants, ``jobs`` at a time.

    Each finished period is a file of its own, and is not computed again while agreement, data, code and
    dates stay the same; killed at any point, the next run goes on from there.

    Args:
        path: the workspace.
        every: how long a period is.
        since: when the first one starts; None for a date that leaves enough to learn from.
        until: by when the last one ends; None for the last leads whose outcome is known.
        jobs: how many processes.

    Raises:
        LeadcastError: the workspace could not be trained either, or no period fits.
    """
    workspace = Workspace(path)
    agreement = read_agreement(path)
    agreed_horizons(agreement, path)
    busy = f"{path} is being backtested by another process; wait for it to end"
    with alone(workspace.state, "backtest", busy, "backtests/**/.*.part"):
        with step("reading and checking the sources"):
            journey = open_journey(agreement, path)
        with journey:
            refuse_on_errors(check_journey(journey))
            material = Material(journey, agreement, end_of(journey))
            periods = _periods(material, every, since, until)
            known = inputs(workspace, material)
            facts = _facts(agreement, every, periods, known)
            folder = workspace.state / "backtests" / str(facts["name"])
            if not any(
                _file(folder, period).is_file() for period in periods
            ):  # of these inputs none passed yet
                with step("looking for what knows the outcome"):
                    refuse_leaks(material)
        kept = _judge_all(workspace, folder, periods, known, jobs)
        found = [json.loads(_file(folder, period).read_text(encoding="utf-8")) for period in periods]
        result = {
            **facts,
            "periods": found,
            "summary": summarised(found, list(agreement.targets.horizons())),
        }
        write_text(folder / "result.json", json_text(result))
    return Backtest(folder, result, kept)


def _periods(material: Material, every: Every, since: int | None, until: int | None) -> tuple[Period, ...]:
    if until is not None and until > material.until:
        raise UsageError(
            f"--to {every.day(until)} lies after the newest row ({every.day(material.until)}), and nothing "
            "is known of the leads of then"
        )
    end = last_end(material, every) if until is None else until
    return every.periods(first_start(material, every, end) if since is None else since, end)


def _facts(
    agreement: Agreement, every: Every, periods: Sequence[Period], known: dict[str, Any]
) -> dict[str, Any]:
    first, last = periods[0], periods[-1]
    digest = digest_of(json_text({**known, "from": first.start, "to": last.end, "every": str(every)}))
    return {
        "name": f"{first.name}-to-{every.day(last.end)}-every-{every}-{digest}",
        "title": agreement.name,
        "from": iso(first.start),
        "to": iso(last.end),
        "end": every.day(last.end),
        "every": str(every),
        "horizons_us": dict(agreement.targets.horizons()),
        "capacity_per_week": agreement.action.capacity_per_week,
        "inputs": known,
    }


def _judge_all(
    workspace: Workspace, folder: Path, periods: Sequence[Period], known: dict[str, Any], jobs: int
) -> int:
    """Judges the periods that have no file yet; returns how many had one."""
    tasks = [
        Task(workspace.path, period, _file(folder, period), known)
        for period in periods
        if not _file(folder, period).is_file()
    ]
    kept = len(periods) - len(tasks)
    if kept:
        console.print(f"{kept} of {len(periods)} periods were finished before")
    if tasks:
        with step(f"learning and judging {len(tasks)} periods") as tell:
            work_all(tasks, jobs, _teller(tell, len(tasks)))
    return kept


def _teller(tell: Callable[[str], None], tasks: int) -> Callable[[str, str], None]:
    """Joins what the processes say into one line."""
    now: dict[str, str] = {}
    done: list[str] = []

    def told(period: str, detail: str) -> None:
        now[period] = detail
        if detail == "done":
            done.append(period)
            del now[period]
        tell("; ".join([f"{len(done)} of {tasks} done", *(f"{name} {said}" for name, said in now.items())]))

    return told


def _file(folder: Path, period: Period) -> Path:
    return folder / "periods" / f"{period.name}.json"
