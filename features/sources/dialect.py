"""How a file of delimited text is written: its delimiter and header; an odd start is mended."""

from __future__ import annotations

import csv
import re
import shutil
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

from features.errors import SourceError
from features.sources.encodings import opened, scratch_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_DELIMITERS: Final = (",", ";", "\t", "|")
_START: Final = 1 << 20  # bytes
_BEFORE: Final = re.compile(
    r'\ufeff?(?:"?sep=(.)"?[ \t]*(?:\r\n|\r|\n))?(?:[ \t]*(?:\r\n|\r|\n))*', re.IGNORECASE
)
_RECORD: Final = re.compile(r'((?:"[^"]*"|[^"\r\n])*)(\r\n|\r|\n|\Z)')


class Delimited(NamedTuple):
    """A file that begins with its header, its delimiter, its line end, and the names in the header."""

    path: Path
    delimiter: str
    line_end: str
    names: tuple[str, ...]


def delimited(path: Path, scratch: Path) -> Delimited:
    """Looks at the start of a UTF-8 file, plain or gzipped; the delimiter is the commonest in the header.

    A spreadsheet's own first line ``sep=;`` is obeyed. Where it or blank lines stand before the header, or
    the header has line breaks of its own or another line end than the rows, a copy without all that is
    made in ``scratch``: DuckDB would find no rows.

    Raises:
        SourceError: the file is empty.
    """
    with opened(path) as file:
        text = file.read(_START).decode("utf-8", errors="replace")
    before = _BEFORE.match(text)
    offset = before.end() if before else 0
    header = _RECORD.match(text, offset)
    if header is None or not header[1].strip():
        raise SourceError(f"{path.name} is empty")
    delimiter = (before[1] if before else None) or _commonest(header[1])
    names = _distinct(next(csv.reader([header[1]], delimiter=delimiter)))
    row = _RECORD.match(text, header.end())
    line_end = (row[2] if row and row[1] else header[2]) or header[2] or "\n"
    if text[:offset].strip("\ufeff") == "" and "\n" not in header[1] and header[2] in (line_end, ""):
        return Delimited(path, delimiter, line_end, names)
    start = len(text[: header.end()].encode())
    mended = _beginning_with(names, delimiter, line_end, path, start, scratch)
    return Delimited(mended, delimiter, line_end, names)


def _beginning_with(
    names: Sequence[str], delimiter: str, line_end: str, path: Path, start: int, scratch: Path
) -> Path:
    """A copy of the file with a header of one line in place of its first ``start`` bytes."""
    copy = scratch_name(path, scratch, "mended")
    with opened(path) as source, copy.open("wb") as target:
        quoted = ('"' + " ".join(name.replace('"', '""').split()) + '"' for name in names)
        target.write((delimiter.join(quoted) + line_end).encode())
        source.seek(start)
        shutil.copyfileobj(source, target, _START)
    return copy


def _commonest(header: str) -> str:
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=bare.count)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names as DuckDB needs them: none blank, none twice, not even in another case."""
    found: dict[str, str] = {}
    for number, name in enumerate(names):
        base = " ".join(name.split()) or f"column{number}"
        free = (f"{base}_{n}" if n else base for n in count())
        chosen = next(candidate for candidate in free if candidate.lower() not in found)
        found[chosen.lower()] = chosen
    return tuple(found.values())
