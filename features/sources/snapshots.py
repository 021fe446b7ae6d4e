"""Snapshots of the leads' attributes, as the workspace keeps them: a history where the CRM records none.

Each file has the values that differed from what was stored before. What a snapshot saw first of a lead also
stands for the time before it, as today's value would without snapshots: so the first one changes no feature,
and each later one adds to what is known. Whether such a value may be used is for the leakage gate to say.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from features.errors import SourceError
from features.naming import key
from features.sources.quoting import named, quoted
from features.sources.shapes import empty_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from features.agreement import Agreement

FOLDER: Final = Path(".leadcast") / "snapshots"
NEWEST: Final = (
    "SELECT max(newest) AS newest FROM (SELECT max(created_at) AS newest FROM leads "
    'UNION ALL SELECT max("at") FROM touches UNION ALL SELECT max("at") FROM stages)'
)
"""The instant of the newest dated row: the journey is known up to there."""
_NONE: Final = 'SELECT lead_id, "at", field, value FROM attribute_changes LIMIT 0'


def snapshot_files(workspace: Path) -> list[Path]:
    """The snapshots that are complete, oldest first."""
    return sorted((workspace / FOLDER).glob("[0-9]*.parquet"))


def stored_sql(workspace: Path) -> str:
    """The query for all that is stored: lead_id, at, field, value. There must be a file."""
    files = ", ".join(quoted(str(file.resolve())) for file in snapshot_files(workspace))
    return f"SELECT * FROM read_parquet([{files}])"


def read_snapshots(
    db: DuckDBPyConnection,
    workspace: Path,
    agreement: Agreement,
    attributes: Sequence[str],
    until: int | None,
) -> None:
    """Makes ``snapshots`` (as stored, for the attributes there are) and ``known_changes``.

    ``known_changes`` has the rows of ``attribute_changes`` and what the snapshots add to them; with
    ``until``, only snapshots taken before it. An attribute the agreement vouches for as fixed needs none.

    Raises:
        SourceError: a snapshot cannot be read.
    """
    try:
        spellings = _spellings(db, workspace, agreement, attributes)
        db.execute(f"CREATE VIEW snapshots AS {_stored(workspace, spellings, until)}")
        db.execute(f"CREATE TABLE snapshot_changes ({empty_columns('attribute_changes')})")
        for name, theirs in spellings.items():
            db.execute(f"CREATE OR REPLACE TEMP TABLE moved AS {_moved(workspace, name, theirs, until)}")
            db.execute(f"INSERT INTO snapshot_changes {_seen(name)}")
            if until is None:
                db.execute(f"INSERT INTO snapshot_changes {_newer(name)}")
    except duckdb.Error as error:
        raise SourceError(
            f"{workspace / FOLDER}: a snapshot cannot be read ({str(error).splitlines()[0]}); "
            "put the file back from a copy, or take it away: what only it knew is lost"
        ) from error
    db.execute("CREATE VIEW known_changes AS FROM attribute_changes UNION ALL BY NAME FROM snapshot_changes")


def _spellings(
    db: DuckDBPyConnection, workspace: Path, agreement: Agreement, attributes: Sequence[str]
) -> dict[str, list[str]]:
    """The attributes that are stored, by their names today, and the names they were stored under."""
    if not snapshot_files(workspace):
        return {}
    fixed = set(map(key, agreement.attributes.fixed))
    ours = {key(name): name for name in attributes if key(name) not in fixed}
    spelt: dict[str, list[str]] = {}
    for (theirs,) in db.execute(
        f"SELECT DISTINCT field FROM ({stored_sql(workspace)}) ORDER BY 1"
    ).fetchall():
        if name := ours.get(key(theirs)):
            spelt.setdefault(name, []).append(theirs)
    return spelt


def _stored(workspace: Path, spellings: dict[str, list[str]], until: int | None) -> str:
    if not spellings:
        return _NONE
    parts = (
        f"SELECT * REPLACE ({quoted(name)} AS field) FROM ({_of(workspace, theirs, until)})"
        for name, theirs in spellings.items()
    )
    return f"FROM ({' UNION ALL '.join(parts)}) SEMI JOIN leads USING (lead_id)"


def _of(workspace: Path, theirs: list[str], until: int | None) -> str:
    before = "" if until is None else f' AND "at" < {until}'
    return f"{stored_sql(workspace)} WHERE field IN ({', '.join(map(quoted, theirs))}){before}"


def _moved(workspace: Path, name: str, theirs: list[str], until: int | None) -> str:
    """The rows of leads that were not always seen with today's value: for all others today's is enough."""
    return f"""
        WITH stored AS ({_of(workspace, theirs, until)})
        SELECT lead_id, "at", value FROM stored SEMI JOIN (
            SELECT lead_id FROM stored JOIN leads USING (lead_id)
            WHERE stored.value IS DISTINCT FROM leads.{named(name)}
        ) AS other USING (lead_id)"""


def _seen(name: str) -> str:
    """What the snapshots saw; what they saw first of a lead is also what was before."""
    return f"""
        SELECT lead_id, "at", {quoted(name)}, value,
               if(row_number() OVER same = 1, value, lag(value) OVER same)
        FROM moved WINDOW same AS (PARTITION BY lead_id ORDER BY "at")"""


def _newer(name: str) -> str:
    """Today's value, known with the newest row, where the last snapshot saw another and no history tells."""
    return f"""
        SELECT lead_id, newest, {quoted(name)}, leads.{named(name)}, last.value FROM (
            SELECT * FROM moved QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY "at" DESC) = 1
        ) AS last JOIN leads USING (lead_id), ({NEWEST})
        WHERE last.value IS DISTINCT FROM leads.{named(name)} AND newest > last."at" AND lead_id NOT IN (
            SELECT lead_id FROM attribute_changes WHERE field = {quoted(name)})"""
