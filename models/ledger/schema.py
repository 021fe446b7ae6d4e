"""The tables of the ledger, as the newest migration leaves them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, LargeBinary, MetaData, Table, Text

from models.ledger.words import Words

HEAD: Final = "4"
"""The revision this code reads and writes."""

metadata: Final = MetaData()

documents: Final = Table(
    "documents",
    metadata,
    Column("lead_id", Words, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("source", Text, nullable=False),  # sync, request
    Column("account_id", Words),
    Column("said_at", BigInteger, nullable=False),  # all instants: microseconds UTC
    Column("rows", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),  # JSON, deflated
)
Index("documents_by_account", documents.c.account_id, documents.c.lead_id)
Index("documents_by_source", documents.c.source, documents.c.lead_id)

meta: Final = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Words, nullable=False),
)


def _scored(name: str, *more: Column[Any]) -> Table:
    """A table of receipts."""
    return Table(
        name,
        metadata,
        Column("score_id", Words, primary_key=True),
        *more,
        Column("lead_id", Words, nullable=False),
        Column("as_of", BigInteger, nullable=False),
        Column("scored_at", BigInteger, nullable=False),
        Column("model_version", Text, nullable=False),
        Column("agreement_version", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("p_sql", Double),
        Column("p_close", Double),
        Column("rank", Double),
        Column("grade", Text),
        Column("fit_score", Double),
        Column("fit_grade", Text),
        Column("explore", Boolean, nullable=False),
        Column("propensity", Double),  # the chance of being handed over
        Column("input_hash", Text, nullable=False),
        Column("inputs", LargeBinary, nullable=False),  # JSON, deflated
        Column("contributions", LargeBinary, nullable=False),  # see contributions.py
        Column("answer", LargeBinary, nullable=False),  # JSON, deflated
    )


receipts: Final = _scored("receipts")
Index("receipts_by_lead", receipts.c.lead_id, receipts.c.as_of)
Index("receipts_by_time", receipts.c.scored_at, receipts.c.score_id)

shadow_receipts: Final = _scored(
    "shadow_receipts",
    Column("champion_score_id", Words, nullable=False),  # of what was answered meanwhile
)
Index("shadow_receipts_by_lead", shadow_receipts.c.lead_id, shadow_receipts.c.as_of)
Index("shadow_receipts_by_time", shadow_receipts.c.scored_at, shadow_receipts.c.score_id)

answers: Final = Table(
    "answers",
    metadata,
    Column("key", Words, primary_key=True),
    Column("digest", Text, nullable=False),  # of what was said, for the same key sent again
    Column("lead_id", Words, nullable=False),
    Column("score_id", Words),
    Column("kind", Text, nullable=False),  # accepted, returned, contacted, outcome
    Column("reason", Words),
    Column("at", BigInteger, nullable=False),
    Column("note", Words),
    Column("told_by", Words, nullable=False),
    Column("received_at", BigInteger, nullable=False),
)
Index("answers_by_lead", answers.c.lead_id, answers.c.at)
Index("answers_by_time", answers.c.received_at, answers.c.key)
