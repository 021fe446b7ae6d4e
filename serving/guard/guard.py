"""The guard: it lets in who may ask, and says to everybody else why not."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from features.clock import now
from models.tokens import SCOPES
from serving.guard.bucket import Buckets, Rate
from serving.guard.credentials import Ambiguous, credential
from serving.guard.known import Known
from serving.guard.peer import local, stranger
from serving.operation import Caller
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from models.tokens import Token
    from serving.operation import Scope
    from serving.settings import Settings

GUESSES: Final = Rate(burst=20, per_second=0.5)
"""How often one address may send what opens nothing before it is told to wait."""
SOMEBODY_HERE: Final = Caller("", frozenset(SCOPES))
"""Who asks from this machine where no token was ever created."""

_NONE: Final = "Send a token: Authorization: Bearer TOKEN, or X-API-Key: TOKEN."
_TWO: Final = "This request sends two tokens that differ."
_USELESS: Final = "This token is not known, or has expired or been revoked."


class Guard:
    """Decides for each request. What it remembers is bounded, whoever asks.

    Attributes:
        known: the tokens.
        now: tells the instant.
    """

    def __init__(
        self, settings: Settings, clock: Callable[[], float] = monotonic, now: Callable[[], int] = now
    ) -> None:
        self.known = Known(settings.tokens, clock)
        self._often = None if settings.rate is None else Buckets(settings.rate, clock)
        self._wrong = Buckets(GUESSES, clock)
        self.now = now

    def admit(self, request: Request, scope: Scope | None) -> Caller:
        """Who asks, for an operation of a scope; None: for one that is open to everybody.

        Raises:
            Refusal: 401 without a token that lives, 403 if it is not good for this, 429 if it asks too often.
        """
        if scope is None:
            return Caller("", frozenset())
        if not self.known.any():
            return self.here(request)
        token = self._token(request)
        if scope not in token.scopes:
            raise Refusal(
                403, "scope", f"This token is not good for this; it takes one with the scope {scope}."
            )
        self.spend(token.id)
        return Caller(token.name, frozenset(token.scopes))

    def here(self, request: Request) -> Caller:
        """Who asks where no token was ever created.

        Raises:
            Refusal: 403, somebody else than this machine.
        """
        if local(request):
            return SOMEBODY_HERE
        raise Refusal(
            403,
            "loopback_only",
            "No token has been created, so only this machine itself is answered; "
            "create one with: leadcast token create WORKSPACE --name NAME --scope score",
        )

    def spend(self, name: str) -> None:
        """Counts one request of a caller who is known.

        Raises:
            Refusal: 429, too many of late.
        """
        wait = 0 if self._often is None else self._often.take(name)
        if wait:
            raise _too_often(
                "rate", "Too many requests with this token; wait as long as Retry-After says.", wait
            )

    def wrong(self, request: Request, refusal: Refusal) -> Refusal:
        """What a request that proved nothing is told: the refusal, or after many of them to wait.

        Who proves who they are is never kept waiting by these, though they share the address of a proxy.
        """
        wait = self._wrong.take(stranger(request))
        return (
            _too_often("guesses", "Too many requests without a token that is known.", wait)
            if wait
            else refusal
        )

    def _token(self, request: Request) -> Token:
        try:
            sent = credential(request)
        except Ambiguous:
            raise self.wrong(request, _unknown(_TWO, given=True)) from None
        if sent is None:
            raise self.wrong(request, _unknown(_NONE))
        token = self.known.find(sent, self.now())
        if token is None:
            raise self.wrong(request, _unknown(_USELESS, given=True))
        return token


def _unknown(message: str, *, given: bool = False) -> Refusal:
    wrong = ', error="invalid_token"' if given else ""
    return Refusal(401, "token", message, headers={"WWW-Authenticate": f'Bearer realm="leadcast"{wrong}'})


def _too_often(code: str, message: str, wait: int) -> Refusal:
    return Refusal(429, code, message, headers={"Retry-After": str(wait)})
