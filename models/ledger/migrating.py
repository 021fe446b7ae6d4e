"""Brings a database to the newest revision: made if it is not there, migrated if it is older."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout
from sqlalchemy import inspect, text

from features.errors import LedgerError
from models.ledger.engine import WRITES, engine_of
from models.ledger.schema import HEAD

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

    from models.ledger.place import Place

PATIENCE: Final = 60.0
"""Seconds to wait for another process that is migrating, or for a migration of our own."""
_LOCK: Final = 7_216_539_011
"""The advisory lock of PostgreSQL that migrations hold: any number no other program uses."""


def bring_up_to_date(engine: Engine, place: Place) -> None:
    """Leaves the database at HEAD; several processes may do so at once, and one at a time does.

    Raises:
        LedgerError: the database is newer than this program, or another process migrates for too long.
    """
    if place.file is None or place.file.exists():
        with engine.connect() as connection:
            if _revision(connection) == HEAD:
                _remember(place)
                return
    with _alone(place), _patient(place) as patient:
        if place.file is not None:
            _make(place.file, _made(place.file))
        with patient.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            if place.file is None:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            if (revision := _revision(connection)) != HEAD:
                _upgrade(connection, place, revision)
    _remember(place)


@contextmanager
def _patient(place: Place) -> Generator[Engine]:
    engine = engine_of(place, PATIENCE)
    try:
        yield engine
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _alone(place: Place) -> AbstractContextManager[object]:
    """PostgreSQL has locks of its own."""
    if place.file is None:
        return nullcontext()
    place.file.parent.mkdir(parents=True, exist_ok=True)
    try:
        return FileLock(place.file.with_suffix(".lock")).acquire(timeout=PATIENCE)
    except Timeout:
        raise LedgerError(
            f"the ledger {place.shown}: another process has been migrating it for {PATIENCE:.0f} s; "
            "end that process, or wait"
        ) from None


def _made(file: Path) -> Path:
    return file.with_suffix(".made")


def _remember(place: Place) -> None:
    """A file that was here once is not made again unasked: it may be put back, over the new one."""
    if place.file is not None and not _made(place.file).exists():
        with suppress(OSError):  # who may only read has nothing to remember
            _made(place.file).touch()


def _make(file: Path, mark: Path) -> None:
    """With a log written ahead, readers and the one writer do not wait for each other."""
    if not file.exists():
        if mark.exists():
            raise LedgerError(
                f"the ledger {file} is gone; put it back, or to begin a new one remove {mark.name} beside it"
            )
        file.touch(mode=0o600)
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as made:
        made.execute("PRAGMA journal_mode = WAL")


def _upgrade(connection: Connection, place: Place, revision: str | None) -> None:
    """Runs the migrations that are missing, all within the transaction of the connection."""
    from alembic.operations import Operations  # only who migrates pays for it
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from alembic.script.revision import RevisionError

    script = ScriptDirectory(str(Path(__file__).parent / "migrations"))
    context = MigrationContext.configure(connection)
    try:
        steps = list(script.iterate_revisions(HEAD, revision or "base"))
    except RevisionError:
        raise LedgerError(
            f"the ledger {place.shown} was made by a newer Leadcast; use that one, or another ledger"
        ) from None
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
            context.stamp(script, step.revision)
