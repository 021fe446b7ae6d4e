"""The newest scores of all leads and what sales answered of late: what a list to work is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.ledger.reading import Reading, ScoredRow


def newest(scores: Iterable[ScoredRow], until: int) -> dict[str, ScoredRow]:
    """Of each lead that has an id the score of its newest moment; of equal moments, the one given last.

    Args:
        until: a moment that is later is left out: who asks about next year has not said how leads stand.
    """
    found: dict[str, ScoredRow] = {}
    for score in scores:
        if not score.lead_id or score.as_of > until:
            continue
        known = found.get(score.lead_id)
        if known is None or _when(known) < _when(score):
            found[score.lead_id] = score
    return found


def answered_leads(ledger: Reading, since: int, until: int) -> frozenset[str]:
    """The leads sales has answered of in a stretch of time."""
    return frozenset(answer.lead_id for answer in ledger.answered_between(since, until))


def _when(score: ScoredRow) -> tuple[int, int, str]:
    return score.as_of, score.scored_at, score.score_id
