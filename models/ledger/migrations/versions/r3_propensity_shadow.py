"""The chance of being handed over, and the receipts of a bundle that rides along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Adds a column to receipts, and makes their shadows' table."""
    op.add_column("receipts", sa.Column("propensity", sa.Double))
    op.create_table(
        "shadow_receipts",
        sa.Column("score_id", sa.Text, primary_key=True),
        sa.Column("champion_score_id", sa.Text, nullable=False),
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
        sa.Column("propensity", sa.Double),
        sa.Column("input_hash", sa.Text, nullable=False),
        sa.Column("inputs", sa.LargeBinary, nullable=False),
        sa.Column("contributions", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=False),
    )
    op.create_index("shadow_receipts_by_lead", "shadow_receipts", ["lead_id", "as_of"])
    op.create_index("shadow_receipts_by_time", "shadow_receipts", ["scored_at"])
