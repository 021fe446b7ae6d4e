"""Receipts: what scores leave behind. Answers: what sales says to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "receipts",
        sa.Column("score_id", sa.Text, primary_key=True),
        sa.Column("lead_id", sa.Text, nullable=False),
        sa.Column("as_of", sa.BigInteger, nullable=False),
        sa.Column("scored_at", sa.BigInteger, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("agreement_version", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("p_sql", sa.Double),
        sa.Column("p_close", sa.Double),
        sa.Column("rank", sa.Double),
        sa.Column("grade", sa.Text),
        sa.Column("fit_score", sa.Double),
        sa.Column("fit_grade", sa.Text),
        sa.Column("explore", sa.Boolean, nullable=False),
        sa.Column("input_hash", sa.Text, nullable=False),
        sa.Column("inputs", sa.LargeBinary, nullable=False),
        sa.Column("contributions", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=False),
    )
    op.create_index("receipts_by_lead", "receipts", ["lead_id", "as_of"])
    op.create_index("receipts_by_time", "receipts", ["scored_at"])
    op.create_table(
        "answers",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("lead_id", sa.Text, nullable=False),
        sa.Column("score_id", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("told_by", sa.Text, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
    )
    op.create_index("answers_by_lead", "answers", ["lead_id", "at"])
    op.create_index("answers_by_time", "answers", ["received_at"])
