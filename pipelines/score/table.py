"""Scores as a table: CSV for people, Parquet for machines; and the moments somebody asks for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from features import clock
from features.errors import MomentError, SourceError, UsageError
from models.score import Score

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LISTS = ("reasons", "against", "fit_reasons")


def refuse_name(option: str, path: Path, endings: tuple[str, ...]) -> None:
    """Looks at the name of a file to be written, before the work of filling it.

    Raises:
        UsageError: its ending is none of those allowed, or its folder does not exist.
    """
    if path.suffix not in endings:
        raise UsageError(f"{option} {path}: what is written there ends in {' or '.join(endings)}; name it so")
    if not path.parent.is_dir():
        raise UsageError(f"{option} {path}: the folder {path.parent} does not exist; make it first")
    if path.is_dir():
        raise UsageError(f"{option} {path} is a folder; name a file")


def write_table(path: Path, scores: Sequence[Score]) -> None:
    """Writes the scores as .csv or .parquet, beside first and then renamed."""
    table = pa.table(
        {
            name: pa.array([getattr(score, name) for score in scores], type=_type(name))
            for name in Score._fields
        }
    )
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.suffix == ".parquet":
            pq.write_table(table, beside)
        else:
            for name in _LISTS:
                texts = ["; ".join(getattr(score, name)) for score in scores]
                table = table.set_column(
                    table.schema.get_field_index(name), name, pa.array(texts, pa.string())
                )
            pyarrow.csv.write_csv(table, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _type(name: str) -> Any:
    if name in _LISTS:
        return pa.list_(pa.string())
    numbers = ("p_sql", "p_close", "rank", "fit_score", "fit_attainable")
    return pa.float64() if name in numbers else pa.string()


def read_moments(path: Path) -> tuple[list[str], list[int]]:
    """The ``lead_id`` and ``as_of`` columns of a CSV, Parquet or JSON lines file, row by row.

    Raises:
        SourceError: the file cannot be read or lacks a column.
        MomentError: a row has no lead_id or an as_of that is not an ISO 8601 time.
    """
    if not path.is_file():
        raise SourceError(f"--moments {path}: no such file")
    reader = {".parquet": "read_parquet", ".jsonl": "read_json_auto", ".json": "read_json_auto"}.get(
        path.suffix
    )
    db = duckdb.connect(config={"TimeZone": "UTC"})
    try:
        name = str(path).replace("'", "''")
        source = f"{reader}('{name}')" if reader else f"read_csv('{name}', all_varchar = true)"
        rows = db.sql(
            f"SELECT lead_id::VARCHAR, CASE WHEN typeof(as_of) LIKE 'TIMESTAMP%' OR typeof(as_of) = 'DATE' "
            f"THEN epoch_us(as_of::TIMESTAMPTZ)::VARCHAR ELSE as_of::VARCHAR END, typeof(as_of) FROM {source}"
        ).fetchall()
    except duckdb.Error as error:
        raise SourceError(
            f"--moments {path}: needs the columns lead_id and as_of ({str(error).splitlines()[0]})"
        ) from error
    finally:
        db.close()
    leads: list[str] = []
    instants: list[int] = []
    for number, (lead_id, as_of, kind) in enumerate(rows, 1):
        if lead_id is None or as_of is None:
            raise MomentError(f"--moments {path}, row {number}: lead_id or as_of is empty")
        try:
            typed = kind.startswith("TIMESTAMP") or kind == "DATE"
            instants.append(int(as_of) if typed else clock.instant(as_of))
        except ValueError as error:
            raise MomentError(
                f"--moments {path}, row {number}: as_of is {as_of!r}; write an ISO 8601 time such as "
                "2026-10-01T09:00:00Z"
            ) from error
        leads.append(lead_id)
    return leads, instants
