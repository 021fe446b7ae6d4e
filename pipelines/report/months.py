"""The page of the months: one chart, one table, and the log of champions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from models.files import write_text
from models.pages.wording import UNKNOWN, between, count, decimals, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_SAID: Final = {"promote": "promoted", "keep": "not promoted", "needs_human": "left to a person"}


class Alert(NamedTuple):
    """An alert of a month: its name, how often, and the first one's sentence and advice."""

    name: str
    times: str
    sentence: str
    do: str


class MonthRow(NamedTuple):
    """A month as the table shows it; each cell of ``figures`` has a number and what stands small below it."""

    month: str
    version: str
    decision: str
    reasons: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    looked: bool
    alerts: tuple[Alert, ...]
    made: tuple[str, ...]


def write_months_page(path: Path, name: str, told: Sequence[Mapping[str, Any]], champion: str | None) -> Path:
    """Writes the page to ``path``, whole or not at all; the same months, the same bytes.

    Args:
        told: as ``MonthTold.to_json`` gives them, at least one.
    """
    from pipelines.report.months_chart import months_chart
    from pipelines.report.template import template

    targets = [target for target in ("sql", "close") if any(target in one["learnt"] for one in told)]
    page = template("months.html.j2").render(
        name=name,
        champion=champion,
        first=told[0]["month"],
        last=told[-1]["month"],
        sentences=tuple(_sentences(told)),
        heads=tuple(spoken(target).short for target in targets),
        rows=tuple(_row(one, targets) for one in told),
        log=sorted((made for one in told for made in one["made"]), key=lambda made: str(made["at"])),
        chart=months_chart(told, targets),
    )
    write_text(path, page)
    return path


def _sentences(told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    decided = Counter(one["record"]["decision"]["outcome"] for one in told if one["record"])
    words = [f"{count(decided[outcome])} {said}" for outcome, said in _SAID.items() if decided[outcome]]
    if words:
        every = sum(decided.values())
        yield f"{count(every)} retraining{'s' if every > 1 else ''}: {', '.join(words)}."
    made = Counter(made["kind"] for one in told for made in one["made"])
    back = made["rollback"]
    yield (
        f"The champion changed {_times(sum(made.values()))}; "
        f"{'nothing was rolled back' if not back else f'{_times(back)} it was rolled back'}."
    )
    alarmed = [one["month"] for one in told if any(look["alerts"] for look in one["looks"])]
    looked = sum(bool(one["looks"]) for one in told)
    if looked:
        yield (
            f"The monitor looked in {count(looked)} month{'s' if looked > 1 else ''} and raised alerts in "
            f"{count(len(alarmed)) if alarmed else 'none'}"
            f"{': ' + ', '.join(alarmed) if alarmed else ''}."
        )


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{count(number)} times")


def _row(one: Mapping[str, Any], targets: Sequence[str]) -> MonthRow:
    record = one["record"]
    return MonthRow(
        month=one["month"],
        version=record["model_version"] if record else "",
        decision=_SAID[record["decision"]["outcome"]] if record else UNKNOWN,
        reasons=tuple(record["decision"]["reasons"]) if record else (),
        figures=tuple(_figure(one["learnt"].get(target)) for target in targets),
        looked=bool(one["looks"]),
        alerts=tuple(_alerts(one["looks"])),
        made=tuple(
            f"{'rolled back to' if made['kind'] == 'rollback' else 'champion:'} {made['version']}"
            for made in one["made"]
        ),
    )


def _figure(found: Mapping[str, Any] | None) -> tuple[str, str]:
    if not found:
        return UNKNOWN, ""
    ends = found["intervals"]["auc"]
    return decimals(found["auc"], 2), between(decimals(ends[0], 2), decimals(ends[1], 2)) if ends else ""


def _alerts(looks: Sequence[Mapping[str, Any]]) -> Iterator[Alert]:
    every = [alert for look in looks for alert in look["alerts"]]
    for name, times in Counter(alert["name"] for alert in every).items():
        first = next(alert for alert in every if alert["name"] == name)
        said = f"{count(times)} times" if times > 1 else ""
        yield Alert(name.replace("_", " "), said, first["sentence"], first["do"])
