"""Empty databases for the ledger: a SQLite file, and a database of a PostgreSQL server."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import psycopg
import pytest
from sqlalchemy import delete, make_url

from models.ledger import Ledger
from models.ledger.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_numbers = count()


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
    return Empty(new_database(request.getfixturevalue("postgres_url")), tmp_path)


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
def emptied(postgres_url: str) -> str:
    """One database for all tests that only need its tables to be empty."""
    return new_database(postgres_url)


def new_database(postgres_url: str) -> str:
    """The URL of an empty database on the server."""
    name = f"ledger_{next(_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
