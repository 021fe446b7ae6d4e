"""Loads one table of the journey from its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from features.naming import key
from features.sources.columns import Matched, match_columns
from features.sources.refining import mark_copies, refined_sql
from features.sources.relation import opened
from features.sources.settling import Settled, settle
from features.sources.shapes import SHAPES, Table, empty_columns
from features.sources.staging import attributes as attributes_of
from features.sources.staging import staged_sql

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from features.agreement import Agreement


class Place(NamedTuple):
    """Where sources are read from and what they are read into."""

    db: DuckDBPyConnection
    workspace: Path
    scratch: Path


class Loaded(NamedTuple):
    """What a table's source held: its columns, which of ours, and what was learnt while reading."""

    theirs: tuple[str, ...]
    ours: frozenset[str]
    attributes: tuple[str, ...]
    settled: Settled


def load(
    place: Place, table: Table, agreement: Agreement, attributes: Sequence[str], until: int | None
) -> Loaded | None:
    """Makes the table; empty, and None returned, where the agreement names no source for it.

    Raises:
        SourceError: the source cannot be read or lacks a required column.
    """
    text: str | None = getattr(agreement.sources, table)
    if text is None:
        place.db.execute(f"CREATE TABLE {table} ({empty_columns(table)})")
        return None
    with opened(place.db, text, table, place.workspace, place.scratch) as relation:
        theirs = tuple(relation.types)
        matched = _without_excluded(
            match_columns(table, theirs, agreement.columns.get(table, {}), relation.where), agreement
        )
        staged = staged_sql(table, relation, matched, agreement)
        place.db.execute(
            f"CREATE TABLE staged_{table} AS {refined_sql(table, staged, agreement, attributes)}"
        )
    _note(place.db, table)
    settled = settle(place.db, table, agreement, until)
    ours = frozenset(column.name for column in SHAPES[table] if column.name in matched.ours)
    return Loaded(theirs, ours, tuple(attributes_of(table, matched)), settled)


def _without_excluded(matched: Matched, agreement: Agreement) -> Matched:
    excluded = {key(name) for name in agreement.attributes.exclude}
    return matched._replace(rest=tuple(name for name in matched.rest if key(name) not in excluded))


def _note(db: DuckDBPyConnection, table: Table) -> None:
    """What must be known of the staged table and is gone once it is settled."""
    if table == "leads":
        mark_copies(db)
        db.execute(
            "CREATE TABLE known_leads AS SELECT DISTINCT lead_id FROM staged_leads WHERE lead_id IS NOT NULL"
        )
    if table == "stages":
        db.execute('CREATE TABLE seen_stages AS SELECT DISTINCT "(theirs)" AS name FROM staged_stages')
