"""The demo's true probabilities, laid beside the rows of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.contest.past import Past
    from features.agreement.values import Target
    from models.rows import Floats


def truth(workspace: Path, past: Past) -> dict[Target, Floats]:
    """By target, the true probability of each row [rows]; NaN where the moment is none of the agreed ages."""
    table = pq.read_table(workspace / "truth/probabilities.parquet")
    data = past.prepared.dataset
    number = {name: place for place, name in enumerate(past.lead_id)}
    lead = np.array([number.get(name, -1) for name in table["lead_id"].to_pylist()])
    as_of = table["as_of"].cast("int64").to_numpy()
    known = {pair: row for row, pair in enumerate(zip(lead.tolist(), as_of.tolist(), strict=True))}
    at = np.array([known.get(pair, -1) for pair in zip(data.lead.tolist(), data.as_of.tolist(), strict=True)])
    return {
        target: np.where(at >= 0, table[f"p_{target}"].to_numpy()[at], np.nan) for target in past.horizons
    }
