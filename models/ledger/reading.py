"""What a ledger is asked for: single receipts and answers, and all of a stretch of time, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, select, tuple_

from models.ledger.answers import Answer, answers_of, read_answer
from models.ledger.receipts import read_receipt, receipt_of
from models.ledger.schema import answers, documents, meta, receipts, shadow_receipts
from models.ledger.standing import pages
from models.ledger.telling import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, RowMapping, Select, Table

    from models.ledger.database import Database
    from models.ledger.receipts import Receipt

_PAGE: Final = 5_000
"""Rows read at once: no statement takes long, however long the stretch of time."""

_WHOLE: Final = 300


class ScoredRow(NamedTuple):
    """The numbers of one score, as they were when it was given. Instants are microseconds UTC."""

    score_id: str
    lead_id: str
    as_of: int
    scored_at: int
    model_version: str
    agreement_version: str
    status: str
    p_sql: float | None
    p_close: float | None
    rank: float | None
    grade: str | None
    fit_score: float | None
    fit_grade: str | None
    explore: bool
    propensity: float | None


class Reading:
    """Reads a ledger; nothing in it is changed."""

    database: Database

    def receipt(self, score_id: str, *, shadow: bool = False) -> Receipt | None:
        """The receipt of a score, if there is one.

        Raises:
            LedgerError: it is damaged.
        """
        with self.database.reading() as connection:
            return receipt_of(connection, score_id, shadow=shadow)

    def receipts(self, score_ids: Sequence[str]) -> dict[str, Receipt]:
        """The receipts of some scores, by id; those that there are.

        Raises:
            LedgerError: one is damaged.
        """
        wanted = select(receipts).where(receipts.c.score_id.in_(bindparam("some", expanding=True)))
        found: dict[str, Receipt] = {}
        with self.database.reading() as connection:
            for begin in range(0, len(score_ids), KEYS):
                some = {"some": list(score_ids[begin : begin + KEYS])}
                rows = connection.execute(wanted, some).mappings()
                found |= {row["score_id"]: read_receipt(row) for row in rows}
        return found

    def receipts_between(self, since: int, until: int, *, shadow: bool = False) -> Iterator[RowMapping]:
        """Whole receipts as ``scored`` gives their numbers, for ``read_receipt``: one may be damaged."""
        table = shadow_receipts if shadow else receipts
        return self._between(select(table), table, "scored_at", "score_id", since, until, _WHOLE)

    def answers(self, lead_id: str) -> list[Answer]:
        """What sales answered of a lead, in the order it happened."""
        with self.database.reading() as connection:
            return answers_of(connection, lead_id)

    def scored(
        self, since: int, until: int, *, version: str | None = None, shadow: bool = False
    ) -> Iterator[ScoredRow]:
        """The scores that were given at ``since`` or later and before ``until``, in that order.

        What is written meanwhile is in it or not, and each score is in it once.

        Args:
            version: of the bundle; without it, of all.
            shadow: those of bundles that rode along, instead of those that were answered.
        """
        table = shadow_receipts if shadow else receipts
        key = table.c.scored_at, table.c.score_id
        wanted = select(*key, *(table.c[name] for name in ScoredRow._fields)).where(key[0] < until)
        if version is not None:
            wanted = wanted.where(table.c.model_version == version)
        for page in pages(self.database, wanted, key, since):
            for row in page:
                yield ScoredRow(*row[len(key) :])

    def answered_between(self, since: int, until: int) -> Iterator[Answer]:
        """The answers of sales received at ``since`` or later and before ``until``, in that order."""
        for row in self._between(select(answers), answers, "received_at", "key", since, until):
            yield read_answer(row)

    def synced_leads(self) -> Iterator[str]:
        """The leads a sync told of, in the database's own order."""
        wanted = select(documents.c.lead_id).where(documents.c.source == "sync").order_by("lead_id")
        page = wanted.limit(_PAGE)
        while True:
            with self.database.reading() as connection:
                found = list(connection.scalars(page))
            yield from found
            if len(found) < _PAGE:
                return
            page = wanted.where(documents.c.lead_id > found[-1]).limit(_PAGE)

    def noted(self, name: str) -> str | None:
        """A word about the ledger itself."""
        with self.database.reading() as connection:
            return connection.scalar(select(meta.c.value).where(meta.c.name == name))

    def _between(
        self, wanted: Select[Any], table: Table, time: str, key: str, since: int, until: int, size: int = 0
    ) -> Iterator[RowMapping]:
        """Rows by time and key; each page begins behind the last row of the one before."""
        at, name = table.c[time], table.c[key]
        within = at >= bindparam("since"), at < bindparam("until")
        size = size or _PAGE
        wanted = wanted.where(*within).order_by(at, name).limit(size)
        behind: ColumnElement[bool] = tuple_(at, name) > tuple_(
            bindparam("since"), bindparam("last", type_=name.type)
        )
        page, told = wanted, {"since": since, "until": until}
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(page, told).mappings().all()
            yield from rows
            if len(rows) < size:
                return
            last = rows[-1]
            page, told = wanted.where(behind), {"since": last[time], "until": until, "last": last[key]}
