"""Polars: the same join and filters as lazy expressions, with the streaming engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.race.task import COLUMNS, COUNTS, DAYS, KINDS, MICROSECONDS, RATE

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

ENGINE = "streaming"


def compute(folder: Path, ages: list[int]) -> pl.DataFrame:
    """The 41 features."""
    moments = (
        pl.scan_parquet(folder / "leads.parquet")
        .join(pl.LazyFrame({"age": ages}), how="cross")
        .select("lead_id", as_of=pl.col("created_at") + pl.duration(days="age"))
    )
    touches = pl.scan_parquet(folder / "touches" / "*.parquet")
    seen = (
        moments.join(touches, on="lead_id")
        .filter(pl.col("at") < pl.col("as_of"))
        .with_columns(age=(pl.col("as_of") - pl.col("at")).dt.total_microseconds())
    )
    told = seen.group_by("lead_id", "as_of").agg(_aggregates())
    nothing = [pl.col(name).fill_null(0) for name in (*COUNTS, "ever", "intensity", "trend")]
    return (
        moments.join(told, on=["lead_id", "as_of"], how="left").with_columns(nothing).collect(engine=ENGINE)
    )


def _aggregates() -> list[pl.Expr]:
    age, kind = pl.col("age"), pl.col("kind")
    within = [age <= days * MICROSECONDS for days in DAYS]
    counts = [near.sum() for near in within]
    counts += [(near & (kind == one)).sum() for one in KINDS for near in within]
    week = within[1].sum().cast(pl.Float64)
    more = [
        pl.len(),
        age.min() / MICROSECONDS,
        age.max() / MICROSECONDS,
        (age * (-RATE / MICROSECONDS)).exp().sum(),
        week - ((age <= 28 * MICROSECONDS).sum() - week) / 3,
    ]
    return [sql.alias(name) for sql, name in zip((*counts, *more), COLUMNS, strict=True)]


def as_arrow(result: pl.DataFrame) -> pa.Table:
    """As an Arrow table."""
    return result.to_arrow()
