"""``leadcast persona``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares its commands."""
    personas = verbs.group("persona", "kinds of leads that convert differently")
    save = personas.add("save", "name one that was found, in the agreement", command="persona_save")
    save.add_argument("found", metavar="NAME", help="its name or number; see leadcast persona list")
    save.add_argument("--as", dest="name", metavar="NAME", help="what to call it (default: as it was found)")
    personas.add("list", "list those named, how they convert, and those found", command="persona_list")
