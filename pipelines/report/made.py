"""How a target's models came about, in sentences: their kind, the drift, and what young leads taught."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from models.funnel import serves
from models.pages.wording import between, count, percent, signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_EVENTS: Final = {
    "sql": "Becoming an SQL",
    "sql_by_close": "Becoming an SQL within the horizon of close",
    "close_given_sql": "Being won, having become an SQL",
    "close": "Being won",
}
_KINDS: Final = {
    "blend": "half of a line's log-odds, and {trees} trees that learnt what it leaves",
    "booster": "{trees} trees",
    "linear": "a line (logistic regression), without trees",
    "points": "a scorecard of points, without trees",
    "short": "a line on {columns} columns, drawn towards the base rate",
}


def made_of(models: Mapping[str, Mapping[str, Any]], target: str) -> tuple[str, ...]:
    """A sentence or more for each of the target's models, as in a manifest's ``models``."""
    return tuple(
        sentence
        for event, model in models.items()
        if serves(event, target)
        for sentence in _made(event, model)
    )


def _made(event: str, model: Mapping[str, Any]) -> Iterator[str]:
    kind = _KINDS[model["kind"]].format(trees=count(model["trees"]), columns=count(model["columns"]))
    yield f"{_EVENTS.get(event, event)}: {kind}. {model['why']}"
    young = model["young"]
    if young["known"] or young["waiting"]:
        yield (
            f"{count(young['known'])} moments taught although their horizon had not passed, because the lead "
            f"had converted or was lost; {count(young['waiting'])} more, still open, taught what they can."
        )
    drift = model["drift"]
    if drift and drift["shift"]:
        yield (
            f"The newest {count(drift['leads'])} leads whose outcome is known converted differently from "
            f"what was learnt (log-odds {signed(drift['found'], 2)}, standard error {drift['error']:.2f}): "
            f"all its forecasts were moved by {signed(drift['shift'], 2)}."
        )


class Segment(NamedTuple):
    """A group of judged moments: what was promised, what came, and whether chance explains it not."""

    group: str
    leads: str
    promised: str
    came: str
    off: bool


def segments_of(
    segments: Mapping[str, Sequence[Mapping[str, Any]]],
) -> tuple[tuple[str, tuple[Segment, ...]], ...]:
    """By grouping, the groups in order."""
    return tuple(
        (
            name,
            tuple(
                Segment(
                    group["group"],
                    count(group["leads"]),
                    percent(group["predicted"]),
                    f"{percent(group['observed'])} ({_range(group)})",
                    bool(group["beyond_chance"]),
                )
                for group in groups
            ),
        )
        for name, groups in segments.items()
        if groups
    )


def _range(group: Mapping[str, Any]) -> str:
    low = max(0.0, group["observed"] - 2 * group["error"])
    return between(percent(low), percent(min(1.0, group["observed"] + 2 * group["error"])))
