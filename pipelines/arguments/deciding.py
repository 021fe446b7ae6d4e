"""``leadcast promote``, ``rollback``, ``shadow`` and ``compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.arguments.verb import time

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares them."""
    promote = verbs.add(
        "promote", "make a bundle the champion; without a VERSION the one that was trained last", bundle=True
    )
    rollback = verbs.add("rollback", "make the champion before the present one serve again")
    shadow = verbs.add(
        "shadow",
        "have a bundle ride along in the service; without a VERSION the one that was trained last",
        bundle=True,
    )
    shadow.add_argument("--stop", action="store_true", help="end the ride")
    whys = "promoted by hand", "rolled back by hand", "by hand"
    for decided, done in zip((promote, rollback, shadow), whys, strict=True):
        decided.add_argument("--why", default=done, help="noted beside it")
        decided.add_argument("--who", default="", help="who decided it (default: this machine's user)")
    compare = verbs.add("compare", "what a bundle that rode along said, beside what was answered")
    compare.add_argument(
        "--version", metavar="VERSION", help="of the bundle (default: the one that rides, or last did)"
    )
    compare.add_argument("--since", type=time, metavar="TIME", help="scores that were given since then")
