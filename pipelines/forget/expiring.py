"""Removes what is older than the agreement has the ledger keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from features.clock import now
from features.errors import UsageError
from models.ledger import forgetting

if TYPE_CHECKING:
    from features.agreement import Agreement
    from models.ledger import Ledger


class Expired(NamedTuple):
    """What was older than ``before``, microseconds UTC, by table."""

    before: int
    removed: dict[str, int]
    compacted: bool


def expire(agreement: Agreement, ledger: Ledger) -> Expired:
    """Removes documents, receipts and answers that are older than is kept.

    Raises:
        UsageError: the agreement does not say how long.
    """
    if agreement.ledger.keep is None:
        raise UsageError('--expired: the agreement keeps all; write keep = "730d" under [ledger]')
    before = now() - agreement.ledger.keep
    removed = forgetting.expire(ledger.database, before)
    return Expired(before, dict(removed), forgetting.compact(ledger.database) if removed else True)
