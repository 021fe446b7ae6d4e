"""Empty databases for the ledger: a SQLite file, and a database of a PostgreSQL server."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from sqlalchemy import delete

from models.ledger import Ledger
from models.ledger.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Empty(NamedTuple):
    """An empty database: its URL, None for the workspace's own file, and the workspace's state."""

    url: str | None
    state: Path

    def open(self, patience: float = 2.0) -> Ledger:
        return Ledger.open(self.url, self.state, patience=patience)


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Empty:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return Empty(None, tmp_path)
    return Empty(request.getfixturevalue("new_database")(), tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An open ledger of each kind, with nothing in it."""
    url = None if request.param == "sqlite" else request.getfixturevalue("emptied")
    with Ledger.open(url, tmp_path) as ledger:
        if url:
            with ledger.database.writing() as connection:
                for table in metadata.sorted_tables:
                    connection.execute(delete(table))
        yield ledger


@pytest.fixture(scope="session")
def emptied(new_database: Callable[[], str]) -> str:
    """One database for all tests that only need its tables to be empty."""
    return new_database()
