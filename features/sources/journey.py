"""The journey: all that is known of the leads, as four tables of one shape in DuckDB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from features.sources.connection import connect, remove
from features.sources.forgotten import leave_out
from features.sources.loading import Loaded, Place, load
from features.sources.settling import SET_ASIDE
from features.sources.shapes import TABLES, Table
from features.sources.snapshots import read_snapshots

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from duckdb import DuckDBPyConnection

    from features.agreement import Agreement


@dataclass(frozen=True, kw_only=True)
class Journey:
    """Four tables behind ``db``: leads, touches, stages, attribute_changes; ``SHAPES`` has their columns.

    All four always exist. Text is trimmed and never blank, times are microseconds UTC, each lead has one
    row in ``leads``, and every other row belongs to one of them. ``set_aside`` has the rows that could not be
    used, and ``loaded`` what was read, for tables with a source. ``known_changes`` are the attribute changes
    and what the workspace's snapshots add to them. Close it, or use it as a context.
    """

    db: DuckDBPyConnection
    agreement: Agreement
    loaded: Mapping[Table, Loaded]
    """What was read, for the tables that have a source."""
    scratch: Path
    until: int | None = None

    @property
    def attributes(self) -> tuple[str, ...]:
        """The columns of ``leads`` after the three of ours, raw text, without the excluded ones."""
        return self.loaded["leads"].attributes

    def has(self, table: Table, column: str | None = None) -> bool:
        """Whether the table has a source, and the source this column of ours."""
        found = self.loaded.get(table)
        return found is not None and (column is None or column in found.ours)

    def close(self) -> None:
        """Closes the database and removes what it spilled to disk."""
        self.db.close()
        remove(self.scratch)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_journey(
    agreement: Agreement, workspace: Path, *, until: int | None = None, everyone: bool = False
) -> Journey:
    """Reads the agreement's sources; with ``until`` (an instant), only what is dated before it.

    Args:
        everyone: whether leads that the workspace is to forget are not left out.

    Raises:
        SourceError: a source cannot be read or lacks a required column.
    """
    db, scratch = connect(workspace, agreement.timezone)
    try:
        db.execute(SET_ASIDE)
        place = Place(db, workspace, scratch)
        loaded: dict[Table, Loaded] = {}
        for table in TABLES:
            attributes = loaded["leads"].attributes if loaded else ()
            if found := load(place, table, agreement, attributes, until):
                loaded[table] = found
        if not everyone:
            leave_out(db, workspace)
        read_snapshots(db, workspace, agreement, loaded["leads"].attributes, until)
    except BaseException:
        db.close()
        remove(scratch)
        raise
    return Journey(db=db, agreement=agreement, loaded=loaded, scratch=scratch, until=until)
