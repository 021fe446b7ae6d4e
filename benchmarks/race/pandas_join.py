"""pandas: the same join and filters, kinds as categories, one grouped count a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.race.task import COUNTS, DAYS, KINDS, RATE

if TYPE_CHECKING:
    from pathlib import Path


def compute(folder: Path, ages: list[int]) -> pd.DataFrame:
    """The 41 features."""
    leads = pd.read_parquet(folder / "leads.parquet")
    touches = pd.read_parquet(folder / "touches").astype({"kind": "category"})
    moments = leads.merge(pd.DataFrame({"age": ages}), how="cross")
    moments["as_of"] = moments.pop("created_at") + pd.to_timedelta(moments.pop("age"), unit="D")
    seen = moments.reset_index(names="moment").merge(touches, on="lead_id")
    seen = seen[seen["at"] < seen["as_of"]]
    age = (seen["as_of"] - seen["at"]) / pd.Timedelta(days=1)
    seen = pd.DataFrame(
        {"moment": seen["moment"], "kind": seen["kind"], "age": age, "heat": np.exp(-RATE * age)}
    )
    return _told(moments, seen)


def _told(moments: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    out = moments.copy()
    for days in DAYS:
        near = (
            seen[seen["age"] <= days].groupby(["moment", "kind"], observed=False).size().unstack(fill_value=0)
        )
        near = near.reindex(index=out.index, fill_value=0)
        out[f"touch {days}d"] = near.sum(axis=1)
        out[[f"{kind} {days}d" for kind in KINDS]] = near[list(KINDS)].to_numpy()
    by_moment = seen.groupby("moment")
    out["ever"] = by_moment.size().reindex(out.index, fill_value=0)
    out["days since last"] = by_moment["age"].min().reindex(out.index)
    out["days since first"] = by_moment["age"].max().reindex(out.index)
    out["intensity"] = by_moment["heat"].sum().reindex(out.index, fill_value=0)
    month = seen[seen["age"] <= 28].groupby("moment").size().reindex(out.index, fill_value=0)
    out["trend"] = out["touch 7d"] - (month - out["touch 7d"]) / 3
    return out[
        ["lead_id", "as_of", *COUNTS, "ever", "days since last", "days since first", "intensity", "trend"]
    ]


def as_arrow(result: pd.DataFrame) -> pa.Table:
    """As an Arrow table."""
    return pa.Table.from_pandas(result, preserve_index=False)
