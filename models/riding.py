"""The shadow: a bundle that scores along with the champion and never answers, and who had it ride and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.pointers import name, named
from models.promotions import Promotion, note, now, promotions

if TYPE_CHECKING:
    from pathlib import Path

POINTER: Final = "shadow.json"
LOG: Final = "shadows.jsonl"


def rider(state: Path) -> str | None:
    """The version that rides along; None where none does.

    Raises:
        WorkspaceError: the file that names it is damaged.
    """
    return named(state / POINTER, "leadcast shadow VERSION")


def ride(state: Path, version: str, why: str, who: str) -> Promotion:
    """Has a bundle ride along, in the place of the one that did."""
    made = Promotion(version, _last(state), why, who, now(), "shadow")
    note(state / LOG, made)
    name(state / POINTER, version)
    return made


def alight(state: Path, why: str, who: str) -> Promotion | None:
    """Ends the ride of whatever rides along; None where nothing does."""
    if not (state / POINTER).exists():
        return None
    made = Promotion("", _last(state), why, who, now(), "shadow ends")
    note(state / LOG, made)
    (state / POINTER).unlink(missing_ok=True)
    return made


def rides(state: Path) -> tuple[Promotion, ...]:
    """Who had what ride along, oldest first."""
    return promotions(state / LOG)


def _last(state: Path) -> str:
    """As the log has it, since the pointer may be damaged."""
    told = rides(state)
    return told[-1].version if told else ""
