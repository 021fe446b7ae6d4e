"""A DuckDB connection that reads local files, downloads nothing and cleans up after itself."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from features.errors import SourceError
from features.sources import cells, numbers, times
from features.sources.quoting import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LOCKED: Final = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,  # a query must not see Python's variables
}


def connect(workspace: Path, timezone: str) -> tuple[DuckDBPyConnection, Path]:
    """An in-memory database that can read what exports hold, and the folder it spills to.

    Relative paths in queries start at the workspace; times without a zone are read in ``timezone``.
    The folder lies where ``TMPDIR`` says; ``remove`` takes it away. ``LEADCAST_MEMORY`` ("4GB") says how much
    memory the tables may take before they spill; four fifths of the machine's by default.

    Raises:
        SourceError: ``LEADCAST_MEMORY`` is no amount of memory.
    """
    folder = Path(tempfile.mkdtemp(prefix="leadcast-"))
    db = duckdb.connect()
    weakref.finalize(db, remove, folder)  # should nobody close it
    for name, value in _LOCKED.items():
        db.execute(f"SET {name} = {value}")
    for name, value in (
        ("temp_directory", str(folder)),
        ("file_search_path", str(workspace.resolve())),
        ("TimeZone", timezone),
    ):
        db.execute(f"SET {name} = {quoted(value)}")
    _limit_memory(db)
    db.execute("SET lock_configuration = true")
    db.execute(cells.MACROS + times.MACROS + numbers.MACROS + times.local_macro(timezone))
    return db, folder


def _limit_memory(db: DuckDBPyConnection) -> None:
    if limit := os.environ.get("LEADCAST_MEMORY"):
        try:
            db.execute(f"SET memory_limit = {quoted(limit)}")
        except duckdb.Error as error:
            raise SourceError(f'LEADCAST_MEMORY is {limit!r}; write an amount such as "4GB"') from error


def remove(folder: Path) -> None:
    """Deletes the folder a connection spilled to."""
    shutil.rmtree(folder, ignore_errors=True)
