"""Who enters the desk: those with a session; where no token was ever created, whoever is at this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from serving.desk.origin import from_here
from serving.desk.roles import TAKES
from serving.operation import Caller
from serving.refusal import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

    from models.tokens import Scope, Token
    from serving.desk.sessions import Sessions
    from serving.guard import Guard

COOKIE: Final = "leadcast_desk"


class Entry:
    """Lets in, and sets the cookies of those who sign in.

    Args:
        public_url: what callers call the service; its path, if it has one, stands before every address.
    """

    def __init__(self, guard: Guard, sessions: Sessions, public_url: str = "") -> None:
        self._guard = guard
        self._sessions = sessions
        self._public = public_url
        self.root = urlsplit(public_url).path

    @property
    def open(self) -> bool:
        """Whether no token was ever created."""
        return not self._guard.known.any()

    def caller(self, request: Request) -> Caller | None:
        """Who has a session; None who has none.

        Raises:
            Refusal: 403, no token was ever created and the request is not of this machine; 429, too many.
        """
        if self.open:
            self._guard.here(request)
            return Caller("", frozenset((TAKES["viewer"], TAKES["sales"])), self._sessions.nobody())
        cookie = request.cookies.get(COOKIE, "")
        found = self._sessions.read(cookie, self._alive, self._guard.now())
        if found is None:
            return None
        self._guard.spend(found.token.id)
        return Caller(found.token.name, frozenset(found.token.scopes), found.csrf)

    def admit(self, request: Request, scope: Scope | None) -> Caller:
        """Who asks for a page of a scope; None: for one that is open to everybody.

        Raises:
            Refusal: 401 without a session, 403 if it is not good for this or the request comes from another
                site, 429 if there are too many.
        """
        if request.method != "GET" and not from_here(request, self._public):
            raise Refusal(403, "cross_site", "This request came from another site; nothing was done.")
        if scope is None:
            return Caller("", frozenset())
        caller = self.caller(request)
        if caller is None:
            raise Refusal(401, "session", "You are signed out. Sign in to go on.")
        if not {scope, TAKES["viewer"]} <= caller.scopes:
            raise Refusal(
                403, "scope", f"Your token is not good for this; it takes one with the scope {scope}."
            )
        return caller

    def sign_in(self, request: Request, text: str) -> dict[str, str]:
        """The headers that begin a session with a token.

        Raises:
            Refusal: 401 if no such token lives, or 429 after too many of them; 403 if it may not read.
        """
        token = self._guard.known.find(text.strip(), self._guard.now())
        if token is None:
            unknown = Refusal(401, "token", "This token is not known, or has expired or been revoked.")
            raise self._guard.wrong(request, unknown)
        self._guard.spend(token.id)
        if TAKES["viewer"] not in token.scopes:
            raise Refusal(
                403, "scope", "This token is not good for the desk, which takes one with the scope read."
            )
        return self._set(request, self._sessions.begin(token, self._guard.now()), "")

    def sign_out(self, request: Request) -> dict[str, str]:
        """The headers that end a session in the browser."""
        return self._set(request, "", "; Max-Age=0")

    def _set(self, request: Request, value: str, more: str) -> dict[str, str]:
        https = request.url.scheme == "https" or self._public.startswith("https:")
        secure = "; Secure" if https else ""
        told = f"{COOKIE}={value}; Path={self.root}/desk; HttpOnly; SameSite=Strict{secure}{more}"
        return {"set-cookie": told}

    def _alive(self, number: str) -> Token | None:
        return self._guard.known.alive(number, self._guard.now())
