"""The engine: a tally of the nine slots and what the histories tell at once; also all its other features."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.race.task import COLUMNS, COUNTS, DAYS, KINDS, MICROSECONDS, SLOTS
from features.agreement.parse import parse_agreement
from features.blocks import in_blocks
from features.catalog import Catalog
from features.load import load_population
from features.plan import HALF_LIFE, Plan
from features.population import TOUCH_TEXTS, Moments, Population
from features.sources import open_journey
from features.sources.shapes import empty_columns
from features.tally import tally

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from features.sources import Journey

WINDOWS = [days * MICROSECONDS for days in DAYS]
PLAN = Plan("UTC", KINDS, channels=(), actors=(), stages=(), attributes={})


@dataclass
class Files:
    """A journey that reads the files where they lie; its rows need no checking."""

    db: duckdb.DuckDBPyConnection
    attributes: tuple[str, ...] = ()


class Result(NamedTuple):
    """Feature rows of some moments."""

    population: Population
    moments: Moments
    rows: NDArray[np.float32]


def journey(folder: Path) -> Journey:
    """The four tables as views of the files."""
    db = duckdb.connect()
    nothing = ", ".join(f"NULL::VARCHAR AS {text}" for text in TOUCH_TEXTS if text != "kind")
    db.execute(f"""
        CREATE VIEW leads AS
        SELECT lead_id, epoch_us(created_at) AS created_at, NULL::VARCHAR AS account_id
        FROM '{folder}/leads.parquet';
        CREATE VIEW touches AS
        SELECT lead_id, epoch_us("at") AS "at", kind, {nothing} FROM '{folder}/touches/*.parquet';
        CREATE TABLE stages ({empty_columns("stages")});
        CREATE TABLE attribute_changes ({empty_columns("attribute_changes")});
    """)
    return cast("Journey", Files(db))


def moments_of(population: Population, ages: list[int]) -> Moments:
    """Every lead at every age."""
    lead = np.repeat(np.arange(len(population.lead_id)), len(ages))
    return Moments(lead, (population.created[:, None] + np.array(ages) * MICROSECONDS).ravel())


def compute(folder: Path, ages: list[int]) -> Result:
    """The 41 features."""
    population = load_population(journey(folder))
    moments = moments_of(population, ages)
    return Result(population, moments, _features(population, moments))


def compute_catalog(folder: Path, ages: list[int]) -> Result:
    """All that the engine tells of such leads."""
    population = load_population(journey(folder))
    moments = moments_of(population, ages)
    return Result(population, moments, Catalog(PLAN).compute(population, moments))


def compute_checked(folder: Path, ages: list[int]) -> Result:
    """The 41 features as training gets at them: every row of the sources is checked on its way."""
    sources = f"leads = '{folder}/leads.parquet'\ntouches = '{folder}/touches/*.parquet'"
    with open_journey(parse_agreement(f'name = "Race"\n[sources]\n{sources}'), folder) as opened:
        population = load_population(opened)
    moments = moments_of(population, ages)
    return Result(population, moments, _features(population, moments))


def stream(folder: Path, ages: list[int]) -> dict[str, float]:
    """The sums of the columns, without ever holding more than a shard."""
    opened = journey(folder)
    shards = int(os.environ["SHARDS"])
    sums = np.zeros(len(COLUMNS))
    for shard in range(shards):
        population = load_population(opened, shard, shards)
        table = _features(population, moments_of(population, ages))
        sums += np.nansum(table, axis=0, dtype=np.float64)
    return dict(zip(COLUMNS, sums.tolist(), strict=True))


def _features(population: Population, moments: Moments) -> NDArray[np.float32]:
    touches = population.touches
    kind = touches.columns["kind"].mapped({kind: place for place, kind in enumerate(SLOTS)}, -1)
    slots = np.column_stack((np.zeros_like(kind), kind)).astype(np.int16)

    def fill(out: NDArray[np.float32], some: Moments) -> None:
        told = tally(touches, slots, len(SLOTS), some, WINDOWS, HALF_LIFE)
        ever, since, intensity = (told.lately[:, place] for place in range(3))
        first = touches.starts[some.lead]
        born = touches.at[np.minimum(first, touches.at.size - 1)]
        older = touches.before(some.lead, some.as_of - 28 * MICROSECONDS) - first
        week = told.counts[:, 1].astype(np.float64)
        out[:, : len(COUNTS)] = told.counts
        out[:, -5], out[:, -4], out[:, -2] = ever, since, intensity
        out[:, -3] = np.where(ever > 0, (some.as_of - born) / MICROSECONDS, np.nan)
        out[:, -1] = week - (ever - older - week) / 3

    return in_blocks(moments, len(COLUMNS), fill)


def as_arrow(result: Result) -> pa.Table:
    """As a table of lead_id, as_of and the 41 columns."""
    columns: dict[str, Any] = {
        "lead_id": pa.array(result.population.lead_id).take(pa.array(result.moments.lead)),
        "as_of": pa.array(result.moments.as_of, pa.timestamp("us")),
    }
    return pa.table(columns | {name: result.rows[:, place] for place, name in enumerate(COLUMNS)})
