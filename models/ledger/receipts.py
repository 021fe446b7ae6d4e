"""Receipts: what a score leaves behind, enough to compute it again and to see that it is the same."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from features.errors import LedgerError
from models.ledger.schema import receipts, shadow_receipts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Insert, RowMapping

_DEFLATED: Final = ("inputs", "answer")
_LEVEL: Final = 1
"""Receipts are written while callers wait."""
_ONE, _SHADOW = (
    select(table).where(table.c.score_id == bindparam("wanted")) for table in (receipts, shadow_receipts)
)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """One score. Instants are microseconds UTC.

    Attributes:
        score_id: stands for the inputs, the instant and the versions: the same score has the same.
        explore: whether the lead is handed over whatever its score.
        propensity: the chance of being handed over, as the agreement sets leads aside; None where unknown.
        inputs: all that was scored, in canonical form, as JSON.
        contributions: of each target, as ``contributions.pack`` writes them.
        answer: what was answered, as JSON, to the byte.
    """

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
    propensity: float | None = None
    input_hash: str
    inputs: bytes
    contributions: bytes
    answer: bytes


_FIELDS: Final = tuple(field.name for field in fields(Receipt))


def record(connection: Connection, written: Sequence[Receipt]) -> None:
    """Keeps receipts; of a score that has one already, the first stays."""
    once = {receipt.score_id: receipt for receipt in reversed(written)}
    if once:
        rows = [stored(once[score_id]) for score_id in sorted(once)]
        connection.execute(_insert(connection.dialect.name), rows)


def receipt_of(connection: Connection, score_id: str, *, shadow: bool = False) -> Receipt | None:
    """The receipt of a score, if there is one.

    Raises:
        LedgerError: it is damaged.
    """
    row = connection.execute(_SHADOW if shadow else _ONE, {"wanted": score_id}).mappings().one_or_none()
    return read_receipt(row) if row else None


def read_receipt(row: RowMapping) -> Receipt:
    """The receipt of a row of the table, or of that of shadows.

    Raises:
        LedgerError: it is damaged.
    """
    told: dict[str, Any] = {name: row[name] for name in _FIELDS}
    try:
        for name in _DEFLATED:
            told[name] = zlib.decompress(told[name])
    except zlib.error as error:
        raise LedgerError(
            f"the receipt {row['score_id']} is damaged ({error}); restore the ledger from a copy"
        ) from None
    return Receipt(**told)


def stored(receipt: Receipt) -> dict[str, Any]:
    """The row of a receipt."""
    told = vars(receipt)
    return {**told, **{name: zlib.compress(told[name], _LEVEL) for name in _DEFLATED}}


@cache
def _insert(dialect: str) -> Insert:
    made = (postgresql if dialect == "postgresql" else sqlite).insert(receipts)
    return made.on_conflict_do_nothing(index_elements=["score_id"])
