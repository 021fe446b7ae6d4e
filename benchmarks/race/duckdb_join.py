"""DuckDB: join every moment with its lead's earlier touches, count with filters; what one writes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import duckdb

from benchmarks.race.task import COUNTS, DAYS, KINDS, MICROSECONDS, RATE

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

SEEN: Final = """
    moments AS (
        SELECT lead_id, created_at + to_days(age) AS as_of
        FROM '{folder}/leads.parquet', (SELECT unnest({ages}) AS age)
    ), seen AS (
        SELECT moments.lead_id, as_of, kind, epoch_us(as_of) - epoch_us("at") AS age
        FROM moments LEFT JOIN '{folder}/touches/*.parquet' AS touches
        ON touches.lead_id = moments.lead_id AND touches."at" < moments.as_of
    )
"""
"""Each moment's touches and their ages in microseconds; a moment without any has one row of NULLs."""
_WEEK: Final = f"count(*) FILTER (age <= {7 * MICROSECONDS})"
LATER: Final = {
    "ever": "count(age)",
    "days since last": f"min(age) / {MICROSECONDS}",
    "days since first": f"max(age) / {MICROSECONDS}",
    "intensity": f"coalesce(sum(exp({-RATE / MICROSECONDS!r} * age)), 0)",
    "trend": f"{_WEEK} - (count(*) FILTER (age <= {28 * MICROSECONDS}) - {_WEEK}) / 3",
}


def compute(folder: Path, ages: list[int]) -> pa.Table:
    """The 41 features."""
    within = [f"age <= {days * MICROSECONDS}" for days in DAYS]
    counts = [f"count(*) FILTER ({near})" for near in within]
    counts += [f"count(*) FILTER ({near} AND kind = '{kind}')" for kind in KINDS for near in within]
    columns = dict(zip(COUNTS, counts, strict=True)) | LATER
    named = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    query = (
        f"WITH {SEEN.format(folder=folder, ages=ages)} SELECT lead_id, as_of, {named} FROM seen GROUP BY ALL"
    )
    return duckdb.connect().sql(query).to_arrow_table()


def as_arrow(result: pa.Table) -> pa.Table:
    """As it is."""
    return result


def named(name: str) -> str:
    """The name as SQL writes it."""
    return f'"{name}"'
