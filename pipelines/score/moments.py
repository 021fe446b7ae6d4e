"""The moments somebody asks for: a file with the columns ``lead_id`` and ``as_of``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from features import clock
from features.errors import MomentError, SourceError

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

_COLUMNS: Final = ("lead_id", "as_of")
_MEND: Final = "it needs the columns lead_id and as_of"


def read_moments(path: Path, zone: tzinfo) -> tuple[list[str], list[int]]:
    """The leads and instants of a CSV, JSON lines or Parquet file, row by row.

    Times without a zone are meant in ``zone``, that of the agreement, as in the sources.

    Raises:
        SourceError: the file cannot be read or lacks a column.
        MomentError: a row has no lead_id, or an as_of that is not an ISO 8601 time.
    """
    if not path.is_file():
        raise SourceError(f"--moments {path}: no such file")
    lead_id, as_of = _parquet(path) if path.suffix == ".parquet" else _texts(path)
    leads: list[str] = []
    instants: list[int] = []
    for number, (lead, when) in enumerate(zip(lead_id, as_of, strict=True), 1):
        if lead is None or not lead.strip() or when is None or when == "":
            raise MomentError(f"--moments {path}, row {number}: lead_id or as_of is empty")
        leads.append(lead.strip())
        instants.append(_instant(when, zone, f"--moments {path}, row {number}"))
    return leads, instants


def _instant(when: str | int | datetime, zone: tzinfo, where: str) -> int:
    if isinstance(when, int):
        return when
    try:
        return clock.within(when, zone) if isinstance(when, datetime) else clock.instant(when, zone)
    except ValueError as error:
        raise MomentError(
            f"{where}: as_of is {when!r}; write an ISO 8601 time such as 2026-10-01T09:00:00Z"
        ) from error


def _texts(path: Path) -> tuple[list[str | None], list[str | None]]:
    name = str(path).replace("'", "''")
    source = (
        f"read_json('{name}', columns = {{lead_id: 'VARCHAR', as_of: 'VARCHAR'}})"
        if any(ending in (".json", ".jsonl", ".ndjson") for ending in path.suffixes)
        else f"read_csv('{name}', all_varchar = true, header = true)"
    )
    with duckdb.connect() as db:
        try:
            rows = db.sql(f"SELECT lead_id, as_of FROM {source}").fetchall()
        except duckdb.Error as error:
            raise SourceError(f"--moments {path}: {_MEND} ({str(error).splitlines()[0]})") from error
    return [lead for lead, _ in rows], [when for _, when in rows]


def _parquet(path: Path) -> tuple[list[str | None], list[Any]]:
    try:
        table = pq.read_table(path)
    except pa.ArrowException as error:
        raise SourceError(
            f"--moments {path} cannot be read as Parquet ({str(error).splitlines()[0]})"
        ) from error
    absent = [name for name in _COLUMNS if name not in table.column_names]
    if absent:
        raise SourceError(f"--moments {path}: {_MEND}; it has {', '.join(table.column_names) or 'no column'}")
    return table["lead_id"].cast(pa.string()).to_pylist(), _instants(table["as_of"], path)


def _instants(column: Any, path: Path) -> list[Any]:
    """Typed times as instants; texts as they are."""
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        zone = getattr(column.type, "tz", None)
        exact = column.cast(pa.timestamp("us", zone), safe=False)
        return exact.cast(pa.int64()).to_pylist() if zone else exact.to_pylist()
    try:
        return column.cast(pa.string()).to_pylist()
    except pa.ArrowException as error:
        raise MomentError(
            f"--moments {path}: as_of is {column.type}; write times, or texts of times"
        ) from error
