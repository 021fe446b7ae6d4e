"""A ledger's database: transactions that read or write, and one kind of error for all that goes wrong."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from models.ledger.engine import WRITES, engine_of
from models.ledger.migrating import bring_up_to_date
from models.ledger.trouble import Guard

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import Connection

    from models.ledger.place import Place


class Database:
    """Connections to one place. Every method raises LedgerError where it cannot be used."""

    def __init__(self, place: Place, patience: float) -> None:
        self.place = place
        self._engine = engine_of(place, patience)
        self._durable = engine_of(place, patience, durable=True)
        self._reads = Guard(place)  # where another program holds the lock, reading goes on
        self._writes = Guard(place)
        self._prepared = False

    def prepare(self) -> None:
        """Makes or migrates the tables if need be, once.

        A file that vanishes later is not made anew: it may be put back, over what was written meanwhile.
        """
        if not self._prepared:
            with self._reads.watched():
                bring_up_to_date(self._engine, self.place)
            self._prepared = True

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """For statements that only read."""
        self.prepare()
        with self._reads.watched(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = False) -> Generator[Connection]:
        """A transaction that writes, done when the block ends; with ``durable`` it outlives a power cut."""
        self.prepare()
        engine = self._durable if durable else self._engine
        with (
            self._writes.watched(),
            engine.connect().execution_options(**{WRITES: True}) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def at_once(self, patience: float) -> Generator[Connection]:
        """For statements that no transaction may hold, and that may take longer than others."""
        self.prepare()
        engine = engine_of(self.place, patience)
        try:
            with (
                self._writes.watched(),
                engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
            ):
                yield connection
        finally:
            engine.dispose()

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()
        self._durable.dispose()
