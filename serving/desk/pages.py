"""All pages of the desk, in the order in which their addresses are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serving.desk.book.pages import book_pages
from serving.desk.desk import Desk
from serving.desk.entry import Entry
from serving.desk.files import Files
from serving.desk.lead import lead_pages
from serving.desk.page import Page, Visit, operation_of
from serving.desk.refused import DeskManners
from serving.desk.room.pages import room_pages
from serving.desk.secret import Secret
from serving.desk.sessions import Sessions
from serving.desk.shell import Shell
from serving.desk.signing import signing
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.workspace import Workspace
    from serving.champion import Champion
    from serving.guard import Guard
    from serving.memory import Memory
    from serving.operation import Answer, Operation
    from serving.week import Week


def desk_operations(
    workspace: Workspace, guard: Guard, champion: Champion, memory: Memory, week: Week, public_url: str = ""
) -> Iterator[Operation]:
    """The desk, as operations of the service; nothing is read or made before a page is asked for."""
    files = Files()
    entry = Entry(guard, Sessions(Secret(workspace.state)), public_url)
    shell = Shell(files, entry.root, champion.version)
    desk = Desk(shell, workspace, champion, memory, week)
    manners = DeskManners(entry, shell)
    pages = (
        *_static(files),
        *signing(entry, shell),
        *book_pages(desk),
        *lead_pages(desk),
        *room_pages(desk, guard.known),
        *_nowhere(desk),
    )
    for page in pages:
        yield operation_of(page, manners)


def _static(files: Files) -> Iterator[Page]:
    async def file(visit: Visit) -> Answer:
        return files.answer(visit.request.path_params["name"])

    yield Page("desk_file", "/static/{name}", file, role=None)


def _nowhere(desk: Desk) -> Iterator[Page]:
    async def home(visit: Visit) -> Answer:
        del visit
        return desk.shell.away(desk.shell.url())

    async def nothing(visit: Visit) -> Answer:
        del visit
        raise Refusal(404, "not_found", "There is no such page on the desk.")

    yield Page("desk_home", "/", home)
    yield Page("desk_nowhere", "/{rest:path}", nothing)
