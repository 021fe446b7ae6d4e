"""The pages of what cannot be shown, in the desk's frame."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from serving.desk.page import Visit
from serving.operation import Answer, Caller

if TYPE_CHECKING:
    from starlette.requests import Request

    from models.tokens import Scope
    from serving.desk.entry import Entry
    from serving.desk.shell import Shell
    from serving.refusal import Refusal

_TITLES: Final = {
    401: "Signed out",
    403: "Not allowed",
    404: "Not found",
    409: "Not possible now",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Not available now",
}
_NOBODY: Final = Caller("", frozenset())
_log = logging.getLogger("leadcast")


class DeskManners:
    """Lets in by the desk's sessions, and refuses by pages; who is signed out is led to sign in."""

    def __init__(self, entry: Entry, shell: Shell) -> None:
        self._entry = entry
        self._shell = shell

    def admit(self, request: Request, scope: Scope | None) -> Caller:
        """Who asks; see Entry."""
        return self._entry.admit(request, scope)

    async def refused(self, request: Request, refusal: Refusal, caller: Caller | None) -> Answer:
        """A page that says why."""
        visit = Visit(request, caller or _NOBODY, {})
        if refusal.body["code"] == "session" and request.method == "GET":
            return self._shell.away(self._shell.url("/sign-in", to=self._shell.address(request)))
        title = _TITLES.get(refusal.status, "This cannot be done")
        told = {"message": refusal.body["message"], "heading": title, "code": refusal.body["code"]}
        try:
            return await self._shell.page(
                visit, title, "refused.html.j2", status=refusal.status, headers=refusal.headers, **told
            )
        except Exception as error:  # the frame itself is broken
            _log.error("a page failed: %s", type(error).__name__, extra={"event": "fault"})
            return Answer(told["message"], refusal.status, refusal.headers, "text/plain")
