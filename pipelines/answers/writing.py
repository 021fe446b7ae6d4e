"""Answers as a table, for people and machines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from features.clock import iso

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from models.ledger import Answer

COLUMNS: Final = ("lead_id", "kind", "reason", "at", "note", "key", "score_id", "told_by", "received_at")
_TIMES: Final = ("at", "received_at")


def row_of(answer: Answer) -> dict[str, str | None]:
    """An answer as texts; times in UTC."""
    told: dict[str, Any] = vars(answer)
    return {
        name: iso(told[name]) if name in _TIMES and told[name] is not None else told[name] for name in COLUMNS
    }


def write_answers(path: Path, answers: Iterable[Answer]) -> int:
    """Writes a .csv or .parquet beside first, then renamed; gives how many answers there are."""
    rows = [row_of(answer) for answer in answers]
    table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in COLUMNS})
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        (pq.write_table if path.suffix == ".parquet" else pyarrow.csv.write_csv)(table, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return len(rows)
