"""``leadcast promote`` and ``rollback``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares them."""
    promote = verbs.add("promote", "make a bundle the champion")
    promote.add_argument("version", metavar="VERSION", help="a bundle's version; see --json of train")
    rollback = verbs.add("rollback", "make the champion before the present one serve again")
    for decided, done in ((promote, "promoted by hand"), (rollback, "rolled back by hand")):
        decided.add_argument("--why", default=done, help="noted beside it")
        decided.add_argument("--who", default="", help="who decided it (default: this machine's user)")
