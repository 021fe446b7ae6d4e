"""The tables of the ledger, as the newest migration leaves them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text

from models.ledger.words import Words

HEAD: Final = "1"
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
