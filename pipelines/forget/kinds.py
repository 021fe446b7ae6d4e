"""Kinds of file a workspace has: how often each names a lead, and what it is without it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from models.ledger.lines import line_of, read_lines

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.lines import Kept
    from pipelines.forget.needle import Needle

PAGES: Final = (".html", ".md", ".txt", ".log", ".svg")
_CHUNK: Final = 1 << 24
_OVERLAP: Final = 4_096


def without(path: Path, needle: Needle, name: str) -> tuple[bytes | None, int]:
    """The file without the lead, None where it need not or cannot be changed; and how often it was there.

    Rows of a table that are the lead's are taken out; in texts ``name`` takes its place.
    """
    if path.parent.name == "spool" and path.suffix == ".jsonl":
        return _spooled(path, needle)
    if path.suffix == ".parquet":
        return _parquet(path, needle, name)
    if path.suffix == ".csv":
        return _csv(path, needle, name)
    if path.suffix == ".json":
        return _json(path, needle, name)
    if path.suffix == ".jsonl":
        return _json_lines(path, needle, name)
    if path.suffix in PAGES:
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        count = needle.count_in_page(text)
        made = needle.replaced_in_page(text, name).encode("utf-8", "surrogateescape")
        return (made if count else None), count
    return None, found_in(path, needle)


def found_in(path: Path, needle: Needle) -> int:
    """How often a file names a lead, as far as its kind is known; once, where only its bytes do."""
    if path.suffix in (".db", ".sqlite"):
        return _sqlite(path, needle) or _in_bytes(path, needle)
    if path.suffix == ".gz":
        with gzip.open(path) as file:
            return int(needle.is_in_bytes(file.read()))
    return _in_bytes(path, needle)


def _in_bytes(path: Path, needle: Needle) -> int:
    with path.open("rb") as file:
        before = b""
        while data := file.read(_CHUNK):
            if needle.is_in_bytes(before + data):
                return 1
            before = data[-_OVERLAP:]
    return 0


def _sqlite(path: Path, needle: Needle) -> int:
    """Texts in any table; what the ledger deflates is looked through by the ledger itself."""
    count = 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            quoted = table.replace('"', '""')
            rows = database.execute(f'SELECT * FROM "{quoted}"')
            names = [column[0] for column in rows.description]
            for row in rows:
                told = zip(names, row, strict=True)
                count += any(_meant(needle, key, value) for key, value in told)
    return count


def _meant(needle: Needle, key: str, value: Any) -> bool:
    return isinstance(value, str) and needle.is_in(value) and (needle.distinctive or "lead" in key.lower())


def _parquet(path: Path, needle: Needle, name: str) -> tuple[bytes | None, int]:
    table: Any = pq.read_table(path)
    count = 0
    if "lead_id" in table.column_names:
        others = pa.array([one != needle.lead_id for one in table["lead_id"].cast(pa.string()).to_pylist()])
        count = others.false_count
        if count:
            table = table.filter(others)
    for place, field in enumerate(table.schema):
        texts = table[field.name]
        if not needle.distinctive or not _has_texts(field.type):
            continue
        values = texts.to_pylist()
        made = [_within(needle, value, name) for value in values]
        if made != values:
            count += sum(one != other for one, other in zip(made, values, strict=True))
            table = table.set_column(place, field, pa.array(made, type=field.type))
    if not count:
        return None, 0
    written = io.BytesIO()
    pq.write_table(table, written, compression="zstd")
    return written.getvalue(), count


def _has_texts(kind: Any) -> bool:
    if pa.types.is_dictionary(kind) or pa.types.is_list(kind):
        return _has_texts(kind.value_type)
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _within(needle: Needle, value: Any, name: str) -> Any:
    if isinstance(value, str):
        return needle.replaced(value, name)
    return [_within(needle, one, name) for one in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]


def _csv(path: Path, needle: Needle, name: str) -> tuple[bytes | None, int]:
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        rows = list(csv.reader(file))
    header = rows[0] if rows else []
    own = header.index("lead_id") if "lead_id" in header else None
    made: list[list[str]] = []
    count = 0
    for row in rows:
        if own is not None and row is not header and len(row) > own and row[own] == needle.lead_id:
            count += 1
            continue
        left = [needle.replaced(cell, name) if needle.distinctive else cell for cell in row]
        count += left != row
        made.append(left)
    if not count:
        return None, 0
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(made)
    return written.getvalue().encode("utf-8", "surrogateescape"), count


def _json(path: Path, needle: Needle, name: str) -> tuple[bytes | None, int]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None, _in_bytes(path, needle)
    made, count = needle.walked(told, name)
    return (json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() if count else None), count


def _json_lines(path: Path, needle: Needle, name: str) -> tuple[bytes | None, int]:
    lines: list[str] = []
    count = 0
    for line in path.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        try:
            made, found = needle.walked(json.loads(line), name)
        except ValueError:  # the end of a line that was never written whole
            made, found = None, 0
        count += found
        lines.append(json.dumps(made, ensure_ascii=False, separators=(",", ":")) if found else line)
    whole = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    return (whole if count else None), count


def _spooled(path: Path, needle: Needle) -> tuple[bytes | None, int]:
    kept, _ = read_lines(path.read_bytes().splitlines())
    left = [one for one in kept if not _of(one, needle)]
    count = len(kept) - len(left)
    return ("".join(f"{line_of(one)}\n" for one in left).encode() if count else None), count


def _of(kept: Kept, needle: Needle) -> bool:
    """Whether what was put aside is the lead's, or was scored with it as a colleague."""
    inputs: bytes = getattr(kept, "inputs", b"")
    return kept.lead_id == needle.lead_id or json.dumps(needle.lead_id).encode() in inputs
