"""Files as relations: CSV with any delimiter, Parquet, JSON lines; plain or compressed; one or a glob."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING, Final

from features.errors import SourceError
from features.sources.dialect import delimited
from features.sources.encodings import as_utf8
from features.sources.quoting import named, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

_LINE_ENDS: Final = {"\n": r"'\n'", "\r\n": r"'\r\n'", "\r": r"'\r'"}
_COMPRESSED: Final = (".gz", ".zst")
_FORMATS: Final = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
}


def files_sql(db: DuckDBPyConnection, pattern: str, workspace: Path, scratch: Path) -> str:
    """A query over all files the pattern names; text files come as text, untyped.

    Relative patterns start at the workspace. Text that is not UTF-8 is re-encoded into ``scratch`` first.

    Raises:
        SourceError: no file matches, or the files are of a kind that cannot be read.
    """
    paths = find(pattern, workspace)
    kinds = {format_of(path) for path in paths}
    if len(kinds) > 1:
        raise SourceError(
            f"{pattern!r} matches files of several kinds ({', '.join(sorted(kinds))}); narrow it to one"
        )
    match kinds.pop():
        case "parquet":
            return f"SELECT * FROM read_parquet({_list(paths)}, union_by_name = true)"
        case "json":
            return _json_sql(db, _list(paths))
        case _:
            return " UNION ALL BY NAME ".join(_csv_sql(as_utf8(path, scratch), scratch) for path in paths)


def find(pattern: str, workspace: Path) -> list[Path]:
    """The files a path or glob names, sorted.

    Raises:
        SourceError: there are none, or it is a folder.
    """
    path = workspace / Path(pattern).expanduser()
    if path.is_dir():
        raise SourceError(
            f"{pattern!r} is a folder; write which of its files to read, as in {pattern.rstrip('/')}/*.csv"
        )
    if path.is_file():
        return [path]
    matches = sorted(Path(name) for name in glob.glob(str(path), recursive=True))  # noqa: PTH207 — Path.glob refuses absolute patterns
    if not (found := [match for match in matches if match.is_file()]):
        folder = workspace if Path(pattern).is_absolute() is False else path.parent
        raise SourceError(f"no file {pattern!r} (looked in {folder.resolve()}); check the path in [sources]")
    return found


def format_of(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    while suffixes and suffixes[-1] in _COMPRESSED:
        suffixes.pop()
    last = suffixes[-1] if suffixes else ""
    if last in (".xlsx", ".xls", ".ods"):
        raise SourceError(f"{path.name} is a spreadsheet, which cannot be read; save it as CSV (UTF-8)")
    return _FORMATS.get(last, "csv")


def _list(paths: Sequence[Path]) -> str:
    # DuckDB reads a bracket or a star in a name as a pattern
    escaped = (glob.escape(str(path.resolve())) for path in paths)
    return "[" + ", ".join(quoted(name) for name in escaped) + "]"


def _csv_sql(path: Path, scratch: Path) -> str:
    """Nothing is left to detection: a file that was misjudged would be read, and read wrongly."""
    if path.suffix.lower() == ".zst":
        return f"SELECT * FROM read_csv({_list([path])}, all_varchar = true, header = true)"
    file = delimited(path, scratch)
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in file.names)
    options = (
        f"delim = {quoted(file.delimiter)}, new_line = {_LINE_ENDS[file.line_end]}, columns = {{{columns}}}"
    )
    return (
        f"SELECT * FROM read_csv({_list([file.path])}, auto_detect = false, header = true, quote = '\"', "
        f"escape = '\"', {options})"
    )


def _json_sql(db: DuckDBPyConnection, paths: str) -> str:
    """Scalars are read as text (so that times keep their zones), lists as lists, 5.0 and 5 as the same."""
    options = "union_by_name = true, sample_size = -1, maximum_object_size = 67108864"
    described = db.execute(f"DESCRIBE SELECT * FROM read_json({paths}, {options})").fetchall()
    types = ", ".join(f"{quoted(name)}: {quoted(_read_as(kind))}" for name, kind, *_ in described)
    names = ", ".join(named(name) for name, *_ in described)
    return f"SELECT {names} FROM read_json({paths}, columns = {{{types}}})"


def _read_as(kind: str) -> str:
    if kind in ("DOUBLE", "DOUBLE[]"):
        return kind
    return "VARCHAR[]" if kind.endswith("[]") else "VARCHAR"
