"""featuretools: deep feature synthesis with cutoff times; the window counts and the count ever."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from benchmarks.race.task import COUNTS, DAYS, KINDS

if TYPE_CHECKING:
    from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import featuretools as ft


def compute(folder: Path, ages: list[int]) -> pd.DataFrame:
    """37 of the 41 features; it has no recency or decay before a cutoff that needs no code of one's own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _compute(folder, ages)


def _compute(folder: Path, ages: list[int]) -> pd.DataFrame:
    leads = pd.read_parquet(folder / "leads.parquet")
    touches = pd.read_parquet(folder / "touches").reset_index(names="touch_id")
    entities = ft.EntitySet("leads")
    entities.add_dataframe(
        dataframe_name="touches",
        dataframe=touches,
        index="touch_id",
        time_index="at",
        logical_types={"kind": "Categorical"},
    )
    entities.add_dataframe(dataframe_name="leads", dataframe=leads[["lead_id"]], index="lead_id")
    entities.add_relationship("leads", "lead_id", "touches", "lead_id")
    entities.add_interesting_values(dataframe_name="touches", values={"kind": list(KINDS)})
    cutoffs = leads.merge(pd.DataFrame({"age": ages}), how="cross")
    cutoffs["time"] = cutoffs.pop("created_at") + pd.to_timedelta(cutoffs.pop("age"), unit="D")
    parts = [_windowed(entities, cutoffs, f"{days}d", f"{days} days") for days in DAYS]
    parts.append(_windowed(entities, cutoffs, "ever", None)[["ever"]])
    return pd.concat(parts, axis=1).reset_index(names=["lead_id", "as_of"])


def _windowed(entities: Any, cutoffs: pd.DataFrame, name: str, window: str | None) -> pd.DataFrame:
    rows, _ = ft.dfs(
        entityset=entities,
        target_dataframe_name="leads",
        cutoff_time=cutoffs,
        cutoff_time_in_index=True,
        include_cutoff_time=False,
        training_window=window,
        agg_primitives=["count"],
        where_primitives=["count"],
        trans_primitives=[],
    )
    total = "ever" if window is None else f"touch {name}"
    kinds = {f"COUNT(touches WHERE kind = {kind})": f"{kind} {name}" for kind in KINDS}
    return rows.rename(columns={"COUNT(touches)": total} | kinds)


def as_arrow(result: pd.DataFrame) -> pa.Table:
    """As an Arrow table."""
    numbers = result[[*COUNTS, "ever"]].astype("float64")
    return pa.table(
        {"lead_id": result["lead_id"].astype(str), "as_of": result["as_of"]} | dict(numbers.items())
    )
