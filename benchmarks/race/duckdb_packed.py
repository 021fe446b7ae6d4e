"""DuckDB: the same join, with a slot's four counters packed into one integer sum; what an expert writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from benchmarks.race.duckdb_join import LATER, SEEN, named
from benchmarks.race.task import COUNTS, DAYS, KINDS, MICROSECONDS, SLOTS

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

BITS = 15
"""A counter holds up to 32,767 touches."""


def compute(folder: Path, ages: list[int]) -> pa.Table:
    """The 41 features."""
    ones = [sum(1 << BITS * place for place in range(first, len(DAYS))) for first in range(len(DAYS))]
    steps = " ".join(
        f"WHEN age <= {days * MICROSECONDS} THEN {one}" for days, one in zip(DAYS, ones, strict=True)
    )
    summed = ", ".join(
        f"coalesce(sum(packed) FILTER (kind = '{kind}'), 0)::BIGINT AS {named(kind)}" for kind in KINDS
    )
    counters = iter(COUNTS)
    unpacked = ", ".join(
        f"({named(slot)} >> {BITS * place}) & {(1 << BITS) - 1} AS {named(next(counters))}"
        for slot in SLOTS
        for place in range(len(DAYS))
    )
    later = ", ".join(f'{sql} AS "{name}"' for name, sql in LATER.items())
    query = f"""
        WITH {SEEN.format(folder=folder, ages=ages)},
        packed AS (SELECT *, CASE {steps} ELSE 0 END AS packed FROM seen),
        told AS (SELECT lead_id, as_of, {summed}, {later} FROM packed GROUP BY ALL)
        SELECT lead_id, as_of, {unpacked}, {", ".join(map(named, LATER))}
        FROM (SELECT *, {" + ".join(map(named, KINDS))} AS touch FROM told)
    """
    return duckdb.connect().sql(query).to_arrow_table()


def as_arrow(result: pa.Table) -> pa.Table:
    """As it is."""
    return result
