"""``leadcast replay``: what is asked of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.arguments.verb import time

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares them."""
    replay = verbs.add("replay", "compute a score again from its receipt: the same bytes must come out")
    replay.add_argument("score_id", nargs="?", metavar="SCORE_ID", help="as it stands in the answer")
    replay.add_argument("--all", action="store_true", help="every receipt in the ledger")
    replay.add_argument("--since", type=time, metavar="TIME", help="of those given since then")
