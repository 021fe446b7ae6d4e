"""Scores as a table: CSV for people, Parquet for machines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from features.errors import UsageError
from models.score import Score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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


def write_table(
    path: Path, scores: Sequence[Score], ids: Mapping[tuple[str, str], str] | None = None
) -> None:
    """Writes the scores as .csv or .parquet, beside first and then renamed.

    Args:
        ids: by lead and instant, the score_id of those that left a receipt; the others have none.
    """
    columns: dict[str, Any] = {
        name: pa.array([getattr(score, name) for score in scores], type=_type(name)) for name in Score._fields
    }
    known = [(ids or {}).get((score.lead_id, score.as_of)) for score in scores]
    table = pa.table({**columns, "score_id": pa.array(known, pa.string())})
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
    if name == "explore":
        return pa.bool_()
    numbers = ("p_sql", "p_close", "p_close_given_sql", "rank", "fit_score", "fit_attainable")
    numbers += ("handover_propensity",)
    return pa.float64() if name in numbers else pa.string()
