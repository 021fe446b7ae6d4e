"""One operation of the service: what it is called, who may ask for it, and what answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from models.tokens import Scope
    from serving.refusal import Refusal


class Caller(NamedTuple):
    """Who asks.

    Attributes:
        name: of the token; empty where none was needed.
        scopes: what it may ask for.
        csrf: what forms must send with them; empty where no browser asks.
    """

    name: str
    scopes: frozenset[str]
    csrf: str = ""


class Call(NamedTuple):
    """One request that was let in.

    Attributes:
        id: of the request; in its answer's headers and in the log.
        most_bytes: how large a body it may have.
    """

    request: Request
    caller: Caller
    id: str
    most_bytes: int

    async def object(self) -> dict[str, Any]:
        """The JSON object it carries.

        Raises:
            Refusal: it is of another type, too large, too slow, not JSON, or not an object.
        """
        from serving.request.body import read_object  # compiled code: see serving.service

        return await read_object(self.request, self.most_bytes)


class Answer(NamedTuple):
    """What goes back: a JSON object, or for the few pages that are none, text of another type."""

    body: Mapping[str, Any] | str
    status: int = 200
    headers: Mapping[str, str] | None = None
    media_type: str = "application/json"


class Manners(Protocol):
    """How some operations let in and refuse, where that is not as the API does."""

    def admit(self, request: Request, scope: Scope | None) -> Caller:
        """Who asks; refuses those who may not."""
        ...

    async def refused(self, request: Request, refusal: Refusal, caller: Caller | None) -> Answer:
        """What a request that cannot be answered is told; ``caller`` if it was let in."""
        ...


@dataclass(frozen=True)
class Operation:
    """What one method of one path does.

    Attributes:
        name: the operation's id in the documents, and its label in log and metrics.
        path: as a Starlette route.
        scope: what a token must be good for; None: open to everybody.
        manners: None: those of the API.
    """

    name: str
    method: Literal["GET", "POST"]
    path: str
    scope: Scope | None
    answer: Callable[[Call], Awaitable[Answer]]
    most_bytes: int = 2_000_000
    manners: Manners | None = None
