"""Empty databases for the ledger: a SQLite file, and a database of a PostgreSQL server."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import psycopg
import pytest
from sqlalchemy import make_url

from models.ledger import Ledger

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


@pytest.fixture
def ledger(empty: Empty) -> Iterator[Ledger]:
    """An open ledger in an empty database of each kind."""
    with empty.open() as ledger:
        yield ledger


def new_database(postgres_url: str) -> str:
    """The URL of an empty database on the server."""
    name = f"ledger_{next(_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
