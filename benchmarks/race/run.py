"""One contender in a process of its own: the seconds it took, the memory it needed, and what it answered."""

from __future__ import annotations

import argparse
import json
import resource
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from benchmarks.race.task import COLUMNS, ages_of

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE = "00Q000000000100"
"""The first hundred leads are compared row by row; all leads by the sum of each column."""
ENOUGH = 60.0
"""Seconds after which a run is not repeated: by then chance no longer matters."""
MODULES = {
    "ours": ("ours", "compute"),
    "ours, whole catalog": ("ours", "compute_catalog"),
    "ours, in shards": ("ours", "stream"),
    "ours, sources checked": ("ours", "compute_checked"),
    "DuckDB": ("duckdb_join", "compute"),
    "DuckDB, packed": ("duckdb_packed", "compute"),
    "Polars": ("polars_join", "compute"),
    "pandas": ("pandas_join", "compute"),
    "featuretools": ("featuretools_dfs", "compute"),
}


def main() -> None:
    """Prints one JSON document."""
    parser = argparse.ArgumentParser()
    parser.add_argument("contender", choices=MODULES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("moments", type=int)
    parser.add_argument("repeats", type=int)
    given = parser.parse_args()
    module, function = MODULES[given.contender]
    contender = import_module(f"benchmarks.race.{module}")
    ages, seconds = ages_of(given.moments), list[float]()
    result: Any = None
    while len(seconds) < given.repeats and sum(seconds) < ENOUGH:
        del result
        begin = time.perf_counter()
        result = getattr(contender, function)(given.folder, ages)
        seconds.append(time.perf_counter() - begin)
    said = {"seconds": seconds, "gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}
    if isinstance(result, dict):
        said |= {"sums": result}
    elif function != "compute_catalog":
        said |= _answers(contender.as_arrow(result))
    print(json.dumps(said))


def _answers(table: pa.Table) -> dict[str, Any]:
    names = [name for name in COLUMNS if name in table.column_names]
    first = table.filter(pc.less(table["lead_id"], SAMPLE)).sort_by(
        [("lead_id", "ascending"), ("as_of", "ascending")]
    )
    return {
        "rows": table.num_rows,
        "sums": {name: float(np.nansum(table[name].to_numpy(), dtype=np.float64)) for name in names},
        "sample": {name: first[name].to_numpy().astype(float).tolist() for name in names},
    }


if __name__ == "__main__":
    main()
