"""The log of champions, and that of shadows: who made which bundle serve or ride along, when and why."""

from __future__ import annotations

import getpass
import json
import os
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from features import clock
from features.clock import SECOND, iso
from features.errors import WorkspaceError
from models.files import json_text, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Kind = Literal["promotion", "rollback", "shadow", "shadow ends"]


class Promotion(NamedTuple):
    """One change of champion, or of shadow.

    Attributes:
        version: of the bundle that serves, or rides along, from then on; empty where a ride ends.
        previous: of the one before; empty for the first.
        who: decided it; empty where an older version of the log did not say.
        at: ISO 8601; likewise.
    """

    version: str
    previous: str
    why: str
    who: str = ""
    at: str = ""
    kind: Kind = "promotion"


def promotions(log: Path) -> tuple[Promotion, ...]:
    """The lines of a log, oldest first.

    Raises:
        WorkspaceError: a line cannot be read.
    """
    if not log.is_file():
        return ()
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if line]
    try:
        return tuple(Promotion(**_known(json.loads(line))) for line in lines)
    except (ValueError, TypeError, AttributeError) as error:
        raise WorkspaceError(
            f"{log} is damaged ({error}); restore it, or move it away to begin anew"
        ) from error


def note(log: Path, made: Promotion) -> None:
    """Adds a line; a reader sees the log with it or without it."""
    lines = [json_text(line._asdict()) for line in (*promotions(log), made)]
    write_text(log, "\n".join(lines) + "\n")


def alike(made: Promotion, newest: Sequence[Promotion]) -> bool:
    """Whether the newest line of a log tells the same change: whoever wrote it was killed before doing it."""
    one = (made.version, made.previous, made.kind, made.why)
    return any((told.version, told.previous, told.kind, told.why) == one for told in newest)


def before(history: Sequence[Promotion]) -> str | None:
    """The champion before the present one was promoted; None if there was none.

    What was rolled away from is out of the way: going back again leads further back.
    """
    stack: list[str] = []
    for made in history:
        if made.kind == "rollback" and made.version in stack:
            while stack[-1] != made.version:
                stack.pop()
        elif not stack or stack[-1] != made.version:
            stack.append(made.version)
    return stack[-2] if len(stack) > 1 else None


def user() -> str:
    """Who runs this process, as the machine knows them."""
    try:
        return os.environ.get("LEADCAST_USER") or getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return f"user {os.getuid()}"


def now() -> str:
    """This instant, to the second."""
    return iso(clock.now() // SECOND * SECOND)


def _known(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name in Promotion._fields}
