"""``leadcast queue``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.arguments.verb import positive, time

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares it."""
    queue = verbs.add("queue", "list the leads that fill the week's capacity, and say what they are worth")
    queue.add_argument(
        "--as-of", type=time, metavar="TIME", help="as they stood then (default: the newest row)"
    )
    queue.add_argument(
        "--capacity", type=positive, metavar="N", help="leads a week (default: the agreement's)"
    )
    queue.add_argument("--out", type=Path, metavar="FILE", help="the whole list, as .csv or .parquet")
    queue.add_argument(
        "--skip-out", type=Path, metavar="FILE", help="who is not on it, least promising first, likewise"
    )
