"""The pages of the analysts' room."""

from __future__ import annotations

import asyncio
import shlex
from typing import TYPE_CHECKING

from features import clock
from serving.desk.page import Page, Visit
from serving.desk.roles import roles_of
from serving.desk.room.kept import THEMES, kept
from serving.desk.room.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from models.tokens import Token
    from serving.desk.desk import Desk
    from serving.guard.known import Known
    from serving.operation import Answer


def room_pages(desk: Desk, known: Known) -> Iterator[Page]:
    """One for each theme, and for admins what tokens there are."""

    def theme(name: str) -> Page:
        async def shown(visit: Visit) -> Answer:
            found = await asyncio.to_thread(kept, desk.workspace, name, desk.champion.version())
            facts = await asyncio.to_thread(versions, desk.workspace) if name == "model" else None
            return await desk.shell.page(
                visit,
                THEMES[name],
                "room.html.j2",
                heading=THEMES[name],
                kept=found,
                facts=facts,
                where=_where(desk),
            )

        return Page(f"desk_{name}", f"/{name}", shown)

    async def access(visit: Visit) -> Answer:
        now = clock.now()
        tokens = [_told(token, now) for token in known.all()]
        return await desk.shell.page(visit, "Access", "access.html.j2", tokens=tokens, where=_where(desk))

    yield from map(theme, THEMES)
    yield Page("desk_access", "/access", access, role="admin")


def _where(desk: Desk) -> str:
    """The workspace, as it stands in a command."""
    return shlex.quote(str(desk.workspace.path.resolve()))


def _told(token: Token, now: int) -> dict[str, Any]:
    """A token without its hash."""
    ended = "revoked" if token.revoked is not None else "expired"
    return {
        "id": token.id,
        "name": token.name,
        "scopes": token.scopes,
        "roles": sorted(roles_of(token.scopes)),
        "created": clock.iso(token.created),
        "expires": None if token.expires is None else clock.iso(token.expires),
        "lives": token.lives(now),
        "state": "good" if token.lives(now) else ended,
    }
