"""Takes one snapshot: what differs from all that is stored already, in one file more."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from features.agreement import read_agreement
from features.clock import MICROSECOND, iso
from features.errors import TrainingError, WorkspaceError
from features.sources import open_journey
from features.sources.quoting import named, quoted
from features.sources.snapshots import FOLDER, NEWEST, snapshot_files, stored_sql
from pipelines.alone import alone
from pipelines.snapshot.kept import kept_attributes

if TYPE_CHECKING:
    from pathlib import Path

    from features.sources import Journey


class Taken(NamedTuple):
    """What a snapshot found: ``file`` is None where nothing had changed.

    Attributes:
        at: when the attributes stood so, microseconds UTC.
        attributes: those that are kept.
        leads, values: how many leads and values differed from what was stored.
        file: the new file.
        files: how many there are now.
    """

    at: int
    attributes: tuple[str, ...]
    leads: int
    values: int
    file: Path | None
    files: int

    def to_json(self) -> dict[str, Any]:
        """The machine-readable answer of ``leadcast snapshot --json``."""
        return {
            "at": iso(self.at),
            "attributes": list(self.attributes),
            "leads": self.leads,
            "values": self.values,
            "file": str(self.file) if self.file else None,
            "files": self.files,
        }


def take_snapshot(path: Path, as_of: int | None = None) -> Taken:
    """Stores today's attributes as far as they differ from what is stored.

    They count as known from ``as_of`` on; by default from the newest dated row, as the journey goes so far.
    Killed at any point it leaves what was stored as it was. Without a change nothing is written.

    Raises:
        WorkspaceError: a later snapshot is stored already, or another process is taking one.
        TrainingError: there are no rows.
    """
    agreement = read_agreement(path)
    state, pattern = path / FOLDER.parent, f"{FOLDER.name}/.*.part"
    busy = f"another process is taking a snapshot of {path}; wait for it to end"
    with alone(state, "snapshot", busy, pattern), open_journey(agreement, path, until=as_of) as journey:
        last = _last(journey, path)
        at = _instant(journey, last, as_of)
        names = kept_attributes(journey)
        leads, values = _differing(journey, path, names)
        file = _write(journey, path, at, last) if values else None
        return Taken(at, names, leads, values, file, len(snapshot_files(path)))


def _instant(journey: Journey, last: int | None, as_of: int | None) -> int:
    if as_of is not None:
        if last is not None and as_of < last:
            raise WorkspaceError(
                f"--as-of {iso(as_of)} lies before the newest snapshot, {iso(last)}; "
                "take snapshots in the order of time"
            )
        return as_of
    ((newest,),) = journey.db.sql(NEWEST).fetchall()
    if newest is None:
        raise TrainingError("the journey has no rows; look at the sources with: leadcast check")
    # the attributes may have changed with nothing else that is dated
    return int(newest) if last is None else max(int(newest), last + MICROSECOND)


def _last(journey: Journey, path: Path) -> int | None:
    if not snapshot_files(path):
        return None
    ((last,),) = journey.db.sql(f'SELECT max("at") FROM ({stored_sql(path)})').fetchall()
    return last


def _differing(journey: Journey, path: Path, names: tuple[str, ...]) -> tuple[int, int]:
    """Makes ``differing`` (lead_id, field, value), and counts its leads and its rows."""
    db = journey.db
    db.execute("CREATE TEMP TABLE differing (lead_id VARCHAR, field VARCHAR, value VARCHAR)")
    stored = stored_sql(path) if snapshot_files(path) else "SELECT * FROM snapshots"
    for name in names:
        db.execute(
            f"""INSERT INTO differing
            SELECT lead_id, {quoted(name)}, leads.{named(name)} FROM leads LEFT JOIN (
                SELECT lead_id, arg_max({{'value': value}}, "at") AS seen
                FROM ({stored}) WHERE field = {quoted(name)} GROUP BY lead_id
            ) AS last USING (lead_id)
            WHERE seen IS NULL OR seen.value IS DISTINCT FROM leads.{named(name)}"""
        )
    ((leads, values),) = db.sql("SELECT count(DISTINCT lead_id), count(*) FROM differing").fetchall()
    return int(leads), int(values)


def _write(journey: Journey, path: Path, at: int, last: int | None) -> Path:
    """Beside it first, then renamed: a snapshot is there as a whole or not at all."""
    if at == last:
        raise WorkspaceError(
            f"there is a snapshot of {iso(at)} already and it says otherwise; name a later time with --as-of"
        )
    file = path / FOLDER / f"{at:020d}.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.part")
    journey.db.execute(
        f'COPY (SELECT lead_id, {at}::BIGINT AS "at", field, value FROM differing ORDER BY field, lead_id) '
        f"TO {quoted(str(beside.resolve()))} (FORMAT parquet, COMPRESSION zstd)"
    )
    with beside.open("rb+") as written:
        os.fsync(written.fileno())
    beside.replace(file)
    return file
