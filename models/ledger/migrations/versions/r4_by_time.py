"""What is read by time is found by time and key: a batch gives many scores one instant."""

from __future__ import annotations

from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Makes the indices by time tell the rows of one instant apart."""
    for table, time, key in (
        ("receipts", "scored_at", "score_id"),
        ("shadow_receipts", "scored_at", "score_id"),
        ("answers", "received_at", "key"),
    ):
        op.drop_index(f"{table}_by_time", table)
        op.create_index(f"{table}_by_time", table, [time, key])
