"""The numbers as tidy tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipelines.insights.channels.ordered import ordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CHANNEL: Final = (
    "channel",
    "target",
    "verdict",
    "reasons",
    "leads",
    "known",
    "outcomes",
    "rate",
    "rate_low",
    "rate_high",
    "overall",
    "forecast",
    "spend",
    "cost_per_lead",
    "cost",
    "cost_low",
    "cost_high",
    "worth",
    "value",
    "back",
)
_QUARTER: Final = ("channel", "target", "quarter", "leads", "outcomes")
_THING: Final = (
    "aspect",
    "name",
    "direction",
    "target",
    "seen",
    "preceded",
    "rate_unmatched",
    "overall",
    "cases",
    "rate",
    "rate_alike",
    "difference",
    "difference_low",
    "difference_high",
    "ratio",
    "ratio_low",
    "ratio_high",
    "stands",
    "next_stage_days",
)
_AUDIENCE: Final = (
    "aspect",
    "name",
    "direction",
    "attribute",
    "group",
    "share",
    "low",
    "high",
    "of_all",
    "apart",
)
_DAY: Final = 86_400_000_000


def tables(found: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """channels, quarters, things and audience; the columns are in the documentation."""
    found = ordered(found)
    return {
        "channels": pd.DataFrame(list(_channels(found)), columns=list(_CHANNEL)),
        "quarters": pd.DataFrame(list(_quarters(found)), columns=list(_QUARTER)),
        "things": pd.DataFrame(list(_things(found)), columns=list(_THING)),
        "audience": pd.DataFrame(list(_audience(found)), columns=list(_AUDIENCE)),
    }


def _channels(found: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    made = found["channels"] or {"rows": []}
    for row in made["rows"]:
        for target, told in row["targets"].items():
            yield (
                row["channel"],
                target,
                row["verdict"],
                ", ".join(reason if of is None else f"{reason} {of}" for reason, of in row["reasons"]),
                row["leads"],
                told["leads"],
                told["outcomes"],
                *_three(told["rate"]),
                made["targets"][target]["overall"],
                told["forecast"]["mean"] if told["forecast"] else None,
                row["spend"],
                row["cost_per_lead"],
                *_three(told["cost"]),
                *(row[name][0] if row[name] else None for name in ("worth", "value", "back")),
            )


def _quarters(found: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for row in (found["channels"] or {"rows": []})["rows"]:
        for target, told in row["targets"].items():
            for one in told["quarters"]:
                yield row["channel"], target, one["quarter"], one["leads"], one["outcomes"]


def _things(found: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    made = found["content"]
    for row in made["things"]:
        for target, told in row["targets"].items():
            of = made["targets"][target]
            yield (
                row["aspect"],
                row["name"],
                row["direction"],
                target,
                row["seen"],
                told["preceded"] / told["reached"] if told["reached"] else None,
                told["happened"] / told["told"] if told["told"] else None,
                of["overall"],
                told["matched"],
                told["rate"],
                told["matched_rate"],
                told["difference"],
                *(told["difference_interval"] or (None, None)),
                told["ratio"],
                *(told["ratio_interval"] or (None, None)),
                told["stands"],
                row["wait"]["median_us"] / _DAY if row["wait"]["median_us"] is not None else None,
            )


def _audience(found: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for row in found["content"]["things"]:
        for one in row["who"]:
            yield (
                row["aspect"],
                row["name"],
                row["direction"],
                one["attribute"],
                one["group"],
                one["share"],
                *one["interval"],
                one["of_all"],
                one["apart"],
            )


def _three(estimate: Sequence[float] | None) -> Sequence[float | None]:
    return estimate or (None, None, None)
