"""Every feature, recomputed row by row from the plain rows by somebody who knows nothing of the engine."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Callable

Row = dict[str, Any]
HOUR, DAY = 3_600_000_000, 86_400_000_000
LENGTHS = {"1d": DAY, "7d": 7 * DAY, "30d": 30 * DAY, "90d": 90 * DAY, "ever": math.inf}
FUNNEL = ("mql", "sql", "opportunity", "won", "lost", "recycled")
REACHED = {"qualified": ("sql", "opportunity", "won"), "won": ("won",)}


class Seen:
    """What is known of a lead strictly before a moment."""

    def __init__(self, world: Any, lead_id: str, as_of: int) -> None:
        self.world, self.as_of = world, as_of
        self.lead = next(lead for lead in world.leads if lead["lead_id"] == lead_id)
        self.touches = sorted((row for row in world.touches if self.mine(row)), key=touch_order)
        self.stages = sorted((row for row in world.stages if self.mine(row)), key=stage_order)
        self.colleagues = {
            lead["lead_id"]
            for lead in world.leads
            if lead is not self.lead and lead["account_id"] == self.lead["account_id"]
        }

    def mine(self, row: Row) -> bool:
        return row["lead_id"] == self.lead["lead_id"] and row["at"] < self.as_of

    def days_since(self, instant: int) -> float:
        return (self.as_of - instant) / DAY


def touch_order(row: Row) -> Any:
    texts = (row[column] for column in ("kind", "direction", "channel", "asset", "actor"))
    return row["at"], [(text is None, text or "") for text in texts]


def stage_order(row: Row) -> Any:
    return row["at"], FUNNEL.index(row["stage"]) if row["stage"] in FUNNEL else -1, row["stage"]


def of_slot(seen: Seen, slot: str) -> list[Row]:
    if slot == "touch":
        return seen.touches
    if slot in ("inbound touch", "outbound touch"):
        return [row for row in seen.touches if row["direction"] == slot.removesuffix(" touch")]
    column, _, text = slot.partition(" ")
    listed = {"kind": ("mail", "visit"), "channel": ("ads",)}[column]
    if text == "(other)":
        return [row for row in seen.touches if row[column] is not None and row[column] not in listed]
    return [row for row in seen.touches if row[column] == text]


def count(seen: Seen, slot: str, window: str) -> float:
    return sum(seen.as_of - row["at"] <= LENGTHS[window] for row in of_slot(seen, slot))


def recency(seen: Seen, slot: str) -> float:
    return min((seen.days_since(row["at"]) for row in of_slot(seen, slot)), default=math.nan)


def intensity(seen: Seen, slot: str) -> float:
    return sum(0.5 ** (seen.days_since(row["at"]) / 14) for row in of_slot(seen, slot))


def distinct(seen: Seen, column: str) -> float:
    return len({row[column] for row in seen.touches} - {None})


def streak(seen: Seen) -> float:
    days = {row["at"] // DAY for row in seen.touches}
    today = seen.as_of // DAY
    day = today if today in days else today - 1
    length = 0
    while day - length in days:
        length += 1
    return length


def trend(seen: Seen) -> float:
    ages = [seen.as_of - row["at"] for row in seen.touches]
    return sum(age <= 7 * DAY for age in ages) - sum(7 * DAY < age <= 28 * DAY for age in ages) / 3


def text_of(seen: Seen, which: str, column: str) -> float:
    listed = {"kind": ("mail", "visit"), "channel": ("ads",), "actor": ("ann",)}[column]
    if not seen.touches:
        return math.nan
    text = seen.touches[0 if which == "first" else -1][column]
    return math.nan if text is None else listed.index(text) + 1 if text in listed else 0


def replies(seen: Seen) -> float:
    pairs = zip(seen.touches, seen.touches[1:], strict=False)
    return sum((a["direction"], b["direction"]) == ("outbound", "inbound") for a, b in pairs)


def reply_share(seen: Seen) -> float:
    attempts = len(of_slot(seen, "outbound touch"))
    return replies(seen) / attempts if attempts else math.nan


def first_contact(seen: Seen) -> float:
    ours = of_slot(seen, "outbound touch")
    return (ours[0]["at"] - seen.lead["created_at"]) / HOUR if ours else math.nan


def unanswered(seen: Seen) -> float:
    attempts = 0
    for row in seen.touches:
        attempts = {"inbound": 0, "outbound": attempts + 1, None: attempts}[row["direction"]]
    return attempts


def stage(seen: Seen) -> float:
    if not seen.stages:
        return 1
    name, listed = seen.stages[-1]["stage"], ("lost", "mql", "sql")
    return listed.index(name) + 2 if name in listed else 0


def days_in_stage(seen: Seen) -> float:
    return seen.days_since(seen.stages[-1]["at"] if seen.stages else seen.lead["created_at"])


def local_creation(seen: Seen) -> datetime:
    since = timedelta(microseconds=seen.lead["created_at"])
    return (datetime(1970, 1, 1, tzinfo=UTC) + since).astimezone(ZoneInfo("Europe/Berlin"))


def colleagues(seen: Seen, rows: list[Row], time: str, length: float = math.inf) -> float:
    if seen.lead["account_id"] is None:
        return math.nan
    theirs = [row[time] for row in rows if row["lead_id"] in seen.colleagues]
    return sum(0 < seen.as_of - at <= length for at in theirs)


def colleagues_reached(seen: Seen, goal: str) -> float:
    firsts: dict[str, Row] = {}
    for row in sorted(seen.world.stages, key=stage_order):
        if row["stage"] in REACHED[goal]:
            firsts.setdefault(row["lead_id"], row)
    return colleagues(seen, list(firsts.values()), "at")


def attribute(seen: Seen, name: str) -> float:
    plan = seen.world.plan.attributes[name]
    (value,) = plan.parse(known_text(seen, name))
    if name != "founded":
        return value
    return seen.days_since(value) if value < seen.as_of else math.nan


def known_text(seen: Seen, name: str) -> str | None:
    lead_id = seen.lead["lead_id"]
    changes = [row for row in seen.world.changes if row["lead_id"] == lead_id and row["field"] == name]
    text = min(changes, key=lambda row: row["at"])["old_value"] if changes else seen.lead[name]
    for row in sorted(changes, key=lambda row: row["at"]):
        text = row["value"] if row["at"] < seen.as_of else text
    return text


def prior(seen: Seen) -> float:
    """An outcome is known from the first midnight after it; what is not listed converts like all."""
    (mine,) = seen.world.plan.attributes["industry"].parse(known_text(seen, "industry"))
    told = [(text, hit) for text, at, hit in seen.world.outcomes if (at // DAY + 1) * DAY < seen.as_of]
    if not any(hit for _, hit in told):
        return math.nan
    overall = sum(hit for _, hit in told) / len(told)
    same = [hit for text, hit in told if seen.world.plan.attributes["industry"].parse(text) == (mine,)]
    return (sum(same) + 20 * overall) / (len(same) + 20) / overall


SLOT = r"((?:inbound |outbound )?touch|kind .+|channel .+)"
ORACLE: dict[str, Callable[..., float]] = {
    rf"{SLOT} (1d|7d|30d|90d|ever)": count,
    rf"{SLOT} days since": recency,
    rf"{SLOT} intensity": intensity,
    r"days active": lambda seen: len({row["at"] // DAY for row in seen.touches}),
    r"assets seen": lambda seen: distinct(seen, "asset"),
    r"people involved": lambda seen: distinct(seen, "actor"),
    r"streak": streak,
    r"trend": trend,
    r"days since first touch": lambda seen: max(
        map(seen.days_since, (t["at"] for t in seen.touches)), default=math.nan
    ),
    r"(first|last) (kind|channel|actor)": text_of,
    r"replies": replies,
    r"reply share": reply_share,
    r"hours to first contact": first_contact,
    r"unanswered attempts": unanswered,
    r"stage": stage,
    r"days in stage": days_in_stage,
    r"times recycled": lambda seen: sum(row["stage"] == "recycled" for row in seen.stages),
    r"age": lambda seen: seen.days_since(seen.lead["created_at"]),
    r"hour of creation": lambda seen: local_creation(seen).hour,
    r"weekday of creation": lambda seen: local_creation(seen).weekday(),
    r"colleagues": lambda seen: colleagues(seen, seen.world.leads, "created_at"),
    r"colleagues' touches 30d": lambda seen: colleagues(seen, seen.world.touches, "at", 30 * DAY),
    r"colleagues' touches ever": lambda seen: colleagues(seen, seen.world.touches, "at"),
    r"colleagues (qualified|won)": colleagues_reached,
    r"(industry|employees|founded)": attribute,
    r"(?:sql|close) lift of industry": prior,
}


def oracle_of(name: str) -> Callable[[Seen], float]:
    """The one row of the table that a feature's name matches."""
    (found,) = [(match, naive) for pattern, naive in ORACLE.items() if (match := re.fullmatch(pattern, name))]
    match, naive = found
    return lambda seen: naive(seen, *match.groups())


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_every_feature_is_what_a_loop_over_the_rows_says(data: st.DataObject, worlds: Any) -> None:
    world = data.draw(worlds)
    names = Catalog(world.plan).names
    for (lead_id, as_of), row in world.features().items():
        seen = Seen(world, lead_id, as_of)
        said = np.array([oracle_of(name)(seen) for name in names], dtype=np.float32)
        wrong = [
            f"{name}: {ours} but {theirs}"
            for name, ours, theirs in zip(names, row.tolist(), said.tolist(), strict=True)
            if ours != pytest.approx(theirs, rel=1e-6, abs=1e-12, nan_ok=True)
        ]
        assert not wrong, (lead_id, as_of)


@settings(max_examples=1)
@given(data=st.data())
def test_every_row_of_the_table_is_about_some_feature(data: st.DataObject, worlds: Any) -> None:
    names = Catalog(data.draw(worlds).plan).names
    assert [pattern for pattern in ORACLE if not any(re.fullmatch(pattern, name) for name in names)] == []
