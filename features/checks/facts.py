"""What the checks compare the tables with, as small tables beside them: so each check is plain SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from features.agreement import OURS
from features.naming import key
from features.sources import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from features.sources import Journey

_FACTS: Final[dict[str, str]] = {
    "fact_now": '"at" BIGINT',
    "fact_rows": "table_name VARCHAR, rows BIGINT",
    "fact_targets": "stage VARCHAR, target VARCHAR",
    "fact_agreed": "section VARCHAR, name VARCHAR, compared VARCHAR",
    "fact_columns": "name VARCHAR, compared VARCHAR, used BOOLEAN",
    "fact_dates": "table_name VARCHAR, rows BIGINT, day_first BIGINT, month_first BIGINT, decided BOOLEAN, "
    "example VARCHAR",
    "fact_numbers": "table_name VARCHAR, rows BIGINT, certain BOOLEAN, comma BOOLEAN, example VARCHAR",
}


def write_facts(journey: Journey, now: int) -> None:
    """Makes the tables of facts, anew each time."""
    facts = _facts(journey, now)
    for name, definition in _FACTS.items():
        journey.db.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({definition})")
        if rows := facts[name]:
            journey.db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _facts(journey: Journey, now: int) -> dict[str, list[Sequence[Any]]]:
    agreement, loaded = journey.agreement, journey.loaded
    targets = {"sql": "sql", "close": "won"}
    orders = [settled.order for table in loaded if (settled := loaded[table].settled).order]
    decimals = [settled.decimals for table in loaded if (settled := loaded[table].settled).decimals]
    used = set(journey.attributes)
    return {
        "fact_now": [(now,)],
        "fact_rows": [(table, loaded[table].settled.rows) for table in TABLES if table in loaded],
        "fact_targets": [(targets[name], name) for name in agreement.targets.horizons()],
        "fact_agreed": [(section, name, key(name)) for section, name in _agreed(journey)],
        "fact_columns": [
            (name, key(name), name in used)
            for name in dict.fromkeys((*loaded["leads"].theirs, *journey.attributes))
        ],
        "fact_dates": [
            (o.table, o.rows, o.day_first, o.month_first, o.order is not None, "; ".join(o.examples))
            for o in orders
            if o
        ],
        "fact_numbers": [(d.table, d.rows, d.certain, d.comma, "; ".join(d.examples)) for d in decimals if d],
    }


def _agreed(journey: Journey) -> Iterator[tuple[str, str]]:
    """Every name of theirs that the agreement mentions, and in which section."""
    agreement = journey.agreement
    yield from (("[attributes] exclude", name) for name in agreement.attributes.exclude)
    yield from (("[attributes] fixed", name) for name in agreement.attributes.fixed)
    yield from (("[attributes] opted_out", name) for name in agreement.attributes.opted_out)
    yield from (("[model.monotone] attribute", name) for name in agreement.model.monotone)
    yield from (("[attributes.kinds]", name) for name in agreement.attributes.kinds)
    yield from (("[attributes.order]", name) for name in agreement.attributes.order)
    yield from (("[attributes.trust]", name) for name in agreement.attributes.trust)
    yield from (("[[icp.rule]] attribute", rule.attribute) for rule in agreement.icp.rule)
    yield from (("[touches] outbound", name.strip().lower()) for name in agreement.touches.outbound)
    yield from (
        ("[stages]", word.strip().lower())
        for stage in OURS
        for word in getattr(agreement.stages, stage)
        if word != stage
    )
