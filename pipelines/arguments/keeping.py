"""``leadcast replay``, ``answer``, ``answers``, ``forget``: the ledger is asked and told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.arguments.verb import time

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares them."""
    replay = verbs.add(
        "replay", "compute a score again from its receipt: the same bytes must come out", read=str
    )
    replay.add_argument("score_id", nargs="?", metavar="SCORE_ID", help="as it stands in the answer")
    replay.add_argument("--all", action="store_true", help="every receipt in the ledger")
    replay.add_argument("--since", type=time, metavar="TIME", help="of those given since then")

    answer = verbs.add("answer", "tell the ledger what sales says of a lead")
    answer.add_argument("lead_id", metavar="LEAD_ID")
    answer.add_argument("kind", metavar="KIND", help="accepted, returned, contacted or outcome")
    answer.add_argument("--reason", help="why it was returned, or as which stage it came out")
    answer.add_argument("--at", metavar="TIME", help="when it happened (default: now)")
    answer.add_argument("--note", help="a sentence for people")
    answer.add_argument("--key", help="a name of your own, so that telling it again is harmless")
    answer.add_argument("--score-id", metavar="SCORE_ID", help="the score it is about")

    answers = verbs.add("answers", "list what sales answered, write it out, or bring in a file of it")
    answers.add_argument("--lead", metavar="LEAD_ID", help="of one lead")
    answers.add_argument("--since", type=time, metavar="TIME", help="those received since then")
    answers.add_argument("--out", type=Path, metavar="FILE", help="a .csv or .parquet to write")
    answers.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="FILE",
        help="a .csv with lead_id, kind, and perhaps reason, at, note, key, score_id: all of it, or nothing",
    )

    forget = verbs.add(
        "forget", "take a lead out of all that is kept, and prove by a search that it is gone", read=str
    )
    forget.add_argument("lead_id", nargs="?", metavar="LEAD_ID")
    forget.add_argument(
        "--pseudonymise", action="store_true", help="keep its numbers and answers under another name"
    )
    forget.add_argument("--why", default="", help="noted beside a hash of its id")
    forget.add_argument(
        "--expired", action="store_true", help="instead: what is older than keep under [ledger] says"
    )
