"""Where a ledger is: a file of the workspace, or a database by URL; and how messages may call it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from features.errors import LedgerError

if TYPE_CHECKING:
    from features.agreement import Agreement

FILE: Final = "ledger.db"
VARIABLE: Final = "LEADCAST_LEDGER_URL"
_DRIVERS: Final = {
    "sqlite": "sqlite+pysqlite",
    **dict.fromkeys(("postgresql", "postgres", "postgresql+psycopg"), "postgresql+psycopg"),
}
_NO_FILE: Final = (None, "", ":memory:")


class Place(NamedTuple):
    """Where a ledger is.

    Attributes:
        file: the SQLite file; None for PostgreSQL.
        shown: the place without user, password and options.
    """

    url: URL
    file: Path | None
    shown: str


def ledger_url(agreement: Agreement | None = None) -> str | None:
    """The URL the environment or the agreement names; None for the workspace's own file."""
    return os.environ.get(VARIABLE) or (agreement.ledger.url if agreement else None)


def place_of(url: str | None, state: Path) -> Place:
    """The place a URL names; without one it is ``ledger.db`` in ``state``.

    Raises:
        LedgerError: the URL is of no database we can use.
    """
    read = _read(url) if url else URL.create("sqlite", database=str(state / FILE))
    driver = _DRIVERS.get(read.drivername) if read else None
    if read is None or driver is None or (driver.startswith("sqlite") and read.database in _NO_FILE):
        raise LedgerError(
            f"the ledger's URL ({VARIABLE}, or url in [ledger]) is not one of a database that can be used; "
            "write postgresql://USER:PASSWORD@HOST/DATABASE, or leave it out for a file in the workspace"
        )
    if driver.startswith("sqlite"):
        file = Path(read.database or "").absolute()
        return Place(URL.create(driver, database=str(file)), file, str(file))
    host = f"{read.host or read.query.get('host', 'local socket')}:{read.port or 5432}"
    return Place(read.set(drivername=driver), None, f"postgresql://{host}/{read.database or ''}")


def _read(url: str) -> URL | None:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # repeat the URL, password and all
        return None
