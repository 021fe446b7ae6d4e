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
        db.execute(f"CREATE TABLE snapshots AS {_stored(db, workspace, agreement, attributes, until)}")
    except duckdb.Error as error:
        raise SourceError(
            f"{workspace / FOLDER}: a snapshot cannot be read ({str(error).splitlines()[0]}); "
            "put the file back from a copy, or take it away: what only it knew is lost"
        ) from error
    db.execute(f"CREATE TABLE snapshot_changes ({empty_columns('attribute_changes')})")
    fields = [name for (name,) in db.execute("SELECT DISTINCT field FROM snapshots ORDER BY 1").fetchall()]
    for name in fields:
        db.execute(f"INSERT INTO snapshot_changes {_seen(name)}")
        if until is None:
            db.execute(f"INSERT INTO snapshot_changes {_newer(name)}")
    db.execute("CREATE VIEW known_changes AS FROM attribute_changes UNION ALL BY NAME FROM snapshot_changes")


def _stored(
    db: DuckDBPyConnection,
    workspace: Path,
    agreement: Agreement,
    attributes: Sequence[str],
    until: int | None,
) -> str:
    if not snapshot_files(workspace):
        return _NONE
    source = f"({stored_sql(workspace)})"
    fixed = set(map(key, agreement.attributes.fixed))
    ours = {key(name): name for name in attributes if key(name) not in fixed}
    found = [name for (name,) in db.execute(f"SELECT DISTINCT field FROM {source}").fetchall()]
    kept = {theirs: ours[key(theirs)] for theirs in found if key(theirs) in ours}
    if not kept:
        return _NONE
    cases = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(name)}" for theirs, name in kept.items())
    return (
        f'SELECT lead_id, "at", CASE field {cases} END AS field, value FROM {source} '
        f"SEMI JOIN leads USING (lead_id) WHERE field IN ({', '.join(map(quoted, kept))})"
        + ("" if until is None else f' AND "at" < {until}')
    )


def _seen(name: str) -> str:
    """What the snapshots saw of an attribute; nothing where it never was but what it is today."""
    return f"""
        SELECT lead_id, "at", {quoted(name)}, value, old_value FROM (
            SELECT lead_id, "at", value, count(*) OVER (PARTITION BY lead_id) AS times,
                   if(row_number() OVER same = 1, value, lag(value) OVER same) AS old_value
            FROM snapshots WHERE field = {quoted(name)}
            WINDOW same AS (PARTITION BY lead_id ORDER BY "at")
        ) JOIN leads USING (lead_id)
        WHERE times > 1 OR value IS DISTINCT FROM leads.{named(name)}"""


def _newer(name: str) -> str:
    """Today's value, known with the newest row, where the last snapshot saw another and no history tells."""
    return f"""
        SELECT lead_id, newest, {quoted(name)}, leads.{named(name)}, last.value FROM (
            SELECT lead_id, value, "at" FROM snapshots WHERE field = {quoted(name)}
            QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY "at" DESC) = 1
        ) AS last JOIN leads USING (lead_id), ({NEWEST})
        WHERE last.value IS DISTINCT FROM leads.{named(name)} AND newest > last."at" AND lead_id NOT IN (
            SELECT lead_id FROM attribute_changes WHERE field = {quoted(name)})"""
