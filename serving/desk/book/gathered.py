"""What the ledger says of all leads, gathered piece by piece: only what is new is read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.clock import MINUTE
from models.ledger.standing import accounts, answers_since, scores_since

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.ledger import Ledger

OVERLAP: Final = 15 * MINUTE
"""How much later than it was given a score may come into the ledger, and still be found by what is new."""


class Score(NamedTuple):
    """The newest score of a lead."""

    scored_at: int
    score_id: str
    lead_id: str
    as_of: int
    status: str
    p_sql: float | None
    p_close: float | None
    grade: str | None
    explore: bool


class Gathered:
    """The newest score and answer of each lead, and its accounts.

    Attributes:
        scores: by lead.
        answers: by lead when it happened, when it was received, and the kind, of the last one.
        accounts: by lead, all it was ever told to be of.
    """

    def __init__(self) -> None:
        self.scores: dict[str, Score] = {}
        self.answers: dict[str, tuple[int, int, str]] = {}
        self.accounts: dict[str, str] = {}
        self._until = 0

    def gather(self, ledger: Ledger, at: int) -> None:
        """Reads what came since the last time.

        Args:
            at: now; the score of a later moment does not say how a lead stands.

        Raises:
            LedgerError: the database cannot be read.
        """
        since = max(0, self._until - OVERLAP)
        for page in scores_since(ledger.database, since):
            self.take(page, at)
        for page in answers_since(ledger.database, since):
            for received, _, lead_id, kind, happened in page:
                self._hear(lead_id, (happened, received, kind))
        told: dict[str, str] = {}
        for page in accounts(ledger.database):
            for account_id, lead_id in page:
                told[lead_id] = f"{told[lead_id]}, {account_id}" if lead_id in told else account_id
        self.accounts = told
        self._until = at

    def take(self, rows: Iterable[Sequence[Any]], at: int) -> None:
        """Takes scores, with their columns in the order of ``Score``."""
        for row in rows:
            score = Score(*row)
            known = self.scores.get(score.lead_id)
            if score.lead_id and score.as_of <= at and (known is None or _when(known) < _when(score)):
                self.scores[score.lead_id] = score

    def _hear(self, lead_id: str, said: tuple[int, int, str]) -> None:
        if self.answers.get(lead_id, (0, 0, "")) < said:
            self.answers[lead_id] = said


def _when(score: Score) -> tuple[int, int, str]:
    return score.as_of, score.scored_at, score.score_id
