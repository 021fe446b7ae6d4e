"""Makes the raw files: leads and their touches in the order in which they happened, as a log has them."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.race.task import KINDS, LIFE

TOUCHES_PER_LEAD = 30
TOUCHES_PER_PIECE = 10_000_000
START = "2024-01-01"
BORN_WITHIN = 500


def make(folder: Path, touches: int) -> None:
    """Writes ``leads.parquet`` and ``touches/*.parquet``; leads come within 500 days.

    Touches are made in pieces of ascending time, so that any number fits in memory.
    """
    (folder / "touches").mkdir(parents=True)
    db = duckdb.connect()
    leads = max(touches // TOUCHES_PER_LEAD, 1)
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    db.execute(f"""
        CREATE MACRO drawn(number, salt, below) AS (hash(number, salt) % below)::BIGINT;
        CREATE MACRO id(lead) AS format('00Q{{:012d}}', lead);
        CREATE MACRO born(lead) AS TIMESTAMP '{START}' + to_seconds(drawn(lead, 0, {BORN_WITHIN} * 86400));
        COPY (SELECT id(lead) AS lead_id, born(lead) AS created_at FROM range({leads}) AS leads(lead))
        TO '{folder}/leads.parquet';
        CREATE VIEW touches AS
        SELECT lead, [{kinds}][1 + drawn(number, 2, {len(KINDS)})] AS kind,
            born(lead) + to_seconds(drawn(number, 3, {LIFE} * 86400)) AS "at"
        FROM (SELECT number, drawn(number, 1, {leads}) AS lead FROM range({touches}) AS numbers(number));
    """)
    pieces = 1 + touches // TOUCHES_PER_PIECE
    for piece in range(pieces):
        begin, end = ((BORN_WITHIN + LIFE) * 86400 * edge // pieces for edge in (piece, piece + 1))
        db.execute(f"""
            COPY (
                SELECT id(lead) AS lead_id, "at", kind FROM touches
                WHERE "at" >= TIMESTAMP '{START}' + to_seconds({begin})
                AND "at" < TIMESTAMP '{START}' + to_seconds({end})
                ORDER BY "at"
            ) TO '{folder}/touches/{piece:03d}.parquet'
        """)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
