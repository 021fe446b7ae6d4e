"""``leadcast score``, ``sync`` and ``serve``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.arguments.verb import positive, time

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares them."""
    score = verbs.add("score", "score the open leads, or the moments of a file")
    score.add_argument(
        "--as-of", type=time, metavar="TIME", help="score as of then (default: the newest row)"
    )
    score.add_argument("--moments", type=Path, metavar="FILE", help="score exactly these (lead_id, as_of)")
    score.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .csv or .parquet to write")
    score.add_argument(
        "--contributions", type=Path, metavar="FILE", help="also every contribution, as .parquet"
    )
    score.add_argument(
        "--receipts",
        action=argparse.BooleanOptionalAction,
        help="leave receipts in the ledger (default: of open leads, not of the moments of a file)",
    )
    score.add_argument("--model", metavar="VERSION", help="a bundle's version (default: the champion)")

    verbs.add("sync", "tell the ledger what the sources say, for the service to score by lead_id alone")
    serve = verbs.add("serve", "answer POST /v1/score over HTTP")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=positive, default=3000, help="port to listen on (default 3000)")
    serve.add_argument("--workers", type=positive, default=1, help="processes that answer (default 1)")
