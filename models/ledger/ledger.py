"""The ledger: what was told of leads, kept in one database. Blocking, and safe to use from many threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, Self

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from models.ledger import telling
from models.ledger.answers import conflict, take
from models.ledger.database import Database
from models.ledger.journeys import Asked, journeys
from models.ledger.place import place_of
from models.ledger.reading import Reading
from models.ledger.receipts import record
from models.ledger.schema import documents, meta
from models.ledger.shadows import pairs, record_shadows
from models.ledger.syncing import carry_out, planned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from models.ledger.answers import Answer, Taken
    from models.ledger.document import Document
    from models.ledger.journeys import Journey
    from models.ledger.place import Place
    from models.ledger.receipts import Receipt
    from models.ledger.shadows import Pair, Shadowed
    from models.ledger.syncing import Synced

PATIENCE: Final = 2.0
"""Seconds within which a database answers, or is lost."""


class Ledger(Reading):
    """One database. Every method raises LedgerError where it cannot be reached, read or written."""

    def __init__(self, place: Place, patience: float = PATIENCE) -> None:
        self.database = Database(place, patience)

    @classmethod
    def open(cls, url: str | None, state: Path, *, patience: float = PATIENCE) -> Self:
        """The ledger at a URL, or without one in the folder ``state``; made or migrated if need be.

        Several processes may open the same one at once.

        Raises:
            LedgerError: the URL is of no use, the database cannot be reached, or it is newer than we are.
        """
        ledger = cls.at(url, state, patience=patience)
        try:
            ledger.prepare()
        except BaseException:
            ledger.close()
            raise
        return ledger

    @classmethod
    def at(cls, url: str | None, state: Path, *, patience: float = PATIENCE) -> Self:
        """As ``open``, but nothing is connected before the first use, which makes or migrates it then.

        Raises:
            LedgerError: the URL is of no use.
        """
        return cls(place_of(url, state), patience)

    def prepare(self) -> None:
        """Makes or migrates the tables, if that was not done yet, and sees whether the database answers."""
        self.noted("sync")

    def told(
        self, documents: Sequence[Document], receipts: Sequence[Receipt] = (), *, durable: bool = False
    ) -> None:
        """Keeps what requests tell, and receipts of scores, all or nothing. Telling again changes nothing.

        It outlives a killed process; with ``durable`` also a power cut.
        """
        with self.database.writing(durable=durable) as connection:
            telling.tell(connection, documents)
            record(connection, receipts)

    def record(self, receipts: Sequence[Receipt]) -> None:
        """Keeps receipts; of a score that has one, the first stays."""
        self.told((), receipts)

    def shadowed(self, scores: Sequence[Shadowed]) -> None:
        """Keeps receipts of a bundle that rides along; of a score that has one, the first stays."""
        with self.database.writing() as connection:
            record_shadows(connection, scores)

    def pairs(self, version: str, since: int, until: int) -> Iterator[Pair]:
        """The scores of a bundle that rode along, each with the one that was answered; see ``shadows``."""
        return pairs(self.database, version, since, until)

    def answered(self, answer: Answer) -> Literal["recorded", "already"]:
        """Keeps an answer of sales; when this returns it outlives a power cut.

        Raises:
            ConflictError: its key was used for another answer.
        """
        (taken,) = self.take([answer])
        if taken == "conflict":
            raise conflict()
        return taken

    def take(self, answers: Sequence[Answer]) -> list[Taken]:
        """Keeps several answers at once; what is in conflict is told, and not kept."""
        with self.database.writing(durable=True) as connection:
            return take(connection, answers)

    def take_all(self, named: Mapping[str, Answer]) -> list[Taken]:
        """Keeps several answers; when this returns they outlive a power cut.

        Raises:
            ConflictError: some are in conflict with others; they are named, and none is kept.
        """
        with self.database.writing(durable=True) as connection:
            taken = take(connection, list(named.values()))
            wrong = [name for name, one in zip(named, taken, strict=True) if one == "conflict"]
            if wrong:
                raise conflict(wrong)
        return taken

    def synced(self, documents: Sequence[Document]) -> Synced:
        """Keeps what a sync tells, one document a lead, in the place of what a sync told of them before."""
        with self.database.reading() as connection:
            plan = planned(connection, documents)
        if plan.fresh or plan.later or plan.gone:
            with self.database.writing() as connection:
                carry_out(connection, plan)
        return plan.synced

    def forget_synced(self, lead_ids: Iterable[str]) -> None:
        """Removes what a sync told of some leads."""
        with self.database.writing() as connection:
            every = list(lead_ids)
            for begin in range(0, len(every), telling.KEYS):
                some = documents.c.lead_id.in_(every[begin : begin + telling.KEYS])
                connection.execute(delete(documents).where(some, documents.c.source == "sync"))

    def journey(self, lead_id: str, account_id: str | None = None) -> Journey | None:
        """All that is told of a lead and of its colleagues; None if nothing is.

        Args:
            account_id: whose leads are the colleagues; without it, the one the lead was last told to be of.
        """
        return self.journeys([Asked(lead_id, account_id)])[0]

    def journeys(self, asked: Sequence[Asked]) -> list[Journey | None]:
        """The journeys of several leads at once, in their order."""
        with self.database.reading() as connection:
            return journeys(connection, asked)

    def note(self, name: str, value: str) -> None:
        """Keeps a word about the ledger itself."""
        with self.database.writing() as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            made = dialect.insert(meta).values(name=name, value=value)
            connection.execute(made.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

    def close(self) -> None:
        """Closes all connections."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
