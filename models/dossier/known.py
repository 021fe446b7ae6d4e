"""What the ledger knows of one lead: its newest score, those before it, and what sales answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import bindparam, select

from models.ledger.answers import answers_of
from models.ledger.journeys import Asked, journeys
from models.ledger.reading import ScoredRow
from models.ledger.receipts import receipt_of
from models.ledger.schema import receipts

if TYPE_CHECKING:
    from models.ledger import Answer, Journey, Ledger, Receipt

MOST_SCORES: Final = 300
"""Scores of one lead that are read: the newest."""
_SCORES: Final = (
    select(*(receipts.c[name] for name in ScoredRow._fields))
    .where(receipts.c.lead_id == bindparam("lead"), receipts.c.as_of <= bindparam("until"))
    .order_by(receipts.c.as_of.desc(), receipts.c.scored_at.desc(), receipts.c.score_id.desc())
    .limit(bindparam("most"))
)


class Known(NamedTuple):
    """A lead as the ledger has it.

    Attributes:
        receipt: of its newest score; None where it was never scored with a receipt.
        scores: the newest MOST_SCORES, oldest first.
        answers: in the order they happened.
        journey: what was told of it; read only where there is no receipt.
    """

    lead_id: str
    receipt: Receipt | None
    scores: tuple[ScoredRow, ...]
    answers: tuple[Answer, ...]
    journey: Journey | None


def known_of(ledger: Ledger, lead_id: str, until: int) -> Known | None:
    """What is known of a lead; None if nothing is.

    Args:
        until: scores of later moments are left out: who asked about next year has not said how it stands.

    Raises:
        LedgerError: the database cannot be read, or the receipt is damaged.
    """
    asked = {"lead": lead_id, "until": until, "most": MOST_SCORES}
    with ledger.database.reading() as connection:
        rows = connection.execute(_SCORES, asked).mappings().all()
        scores = tuple(ScoredRow(**row) for row in reversed(rows))
        receipt = receipt_of(connection, scores[-1].score_id) if scores else None
        journey = None if receipt else journeys(connection, [Asked(lead_id)])[0]
        answers = tuple(answers_of(connection, lead_id))
    if receipt is None and journey is None and not answers:
        return None
    return Known(lead_id, receipt, scores, answers, journey)
