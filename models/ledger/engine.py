"""Connections to a ledger's database: none of them waits long, none outlives the database it was made to."""

from __future__ import annotations

import sqlite3
from time import monotonic
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from models.ledger.place import Place

WRITES: Final = "leadcast_writes"
"""The execution option of a connection whose transactions write."""
FRESH: Final = 1.0
"""Seconds after its last use for which a connection to a server is taken to be well."""
_POOL: Final[dict[str, Any]] = {"poolclass": QueuePool, "pool_size": 8, "max_overflow": 8}


def engine_of(place: Place, patience: float, *, durable: bool = False) -> Engine:
    """An engine for the place; nothing is connected yet.

    Args:
        patience: seconds to wait for a connection, a lock or a statement.
        durable: whether a commit is on the disk itself when it returns. Without it a SQLite commit outlives
            the process but perhaps not a power cut; PostgreSQL's does, unless its settings say otherwise.
    """
    if place.file is None:
        return _postgres(place, patience)
    return _sqlite(place.file, patience, "FULL" if durable else "NORMAL")


def _postgres(place: Place, patience: float) -> Engine:
    wait = int(patience * 1000)
    given = place.url.query.get("options", "")
    options = f"{given if isinstance(given, str) else ' '.join(given)} -c statement_timeout={wait}"
    engine = create_engine(
        place.url,
        **_POOL,
        pool_timeout=patience,
        hide_parameters=True,
        connect_args={
            "connect_timeout": max(2, round(patience)),
            "tcp_user_timeout": wait,
            "options": f"{options} -c lock_timeout={wait}",
            "application_name": "leadcast",
        },
    )

    def connect(dialect: Any, record: Any, words: Any, named: dict[str, Any]) -> Any:
        from models.ledger.patient import PatientConnection  # only who uses PostgreSQL pays for it

        del dialect, record
        made = PatientConnection.connect(*words, **named)
        made.patience = patience
        return made

    def check(dbapi: Any, record: Any, proxy: Any) -> None:
        """A connection that the server has closed is made anew; one that is silent would be silent again."""
        del proxy
        if monotonic() - record.info.get("used", 0.0) > FRESH:
            try:
                engine.dialect.do_ping(dbapi)
            except Exception as error:
                if dbapi.silent:
                    raise
                raise DisconnectionError from error

    def note(dbapi: Any, record: Any) -> None:
        del dbapi
        record.info["used"] = monotonic()

    for name, listener in (("do_connect", connect), ("checkout", check), ("checkin", note)):
        event.listen(engine, name, listener)
    return engine


def _sqlite(file: Path, patience: float, synchronous: str) -> Engine:
    def connect() -> sqlite3.Connection:
        # an absent file is an error here: only opening a ledger makes one
        where = f"file:{quote(str(file))}?mode=rw"
        made = sqlite3.connect(
            where, uri=True, timeout=patience, isolation_level=None, check_same_thread=False
        )
        made.execute(f"PRAGMA synchronous = {synchronous}")
        return made

    engine = create_engine(
        "sqlite+pysqlite://", **_POOL, creator=connect, pool_timeout=patience, hide_parameters=True
    )

    def note(dbapi: Any, record: Any) -> None:
        del dbapi
        record.info["file"] = _identity(file)

    def compare(dbapi: Any, record: Any, proxy: Any) -> None:
        del dbapi, proxy
        if record.info["file"] != _identity(file):  # writing on would be writing into a file that is gone
            raise DisconnectionError

    def begin(connection: Connection) -> None:
        # a statement that only reads needs none; who reads first and then writes would not wait, but fail
        if connection.get_execution_options().get(WRITES):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    for name, listener in (("connect", note), ("checkout", compare), ("begin", begin)):
        event.listen(engine, name, listener)
    return engine


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
