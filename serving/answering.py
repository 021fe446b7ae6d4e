"""From an operation to an HTTP response, whatever happens: one shape of error, one set of headers."""

from __future__ import annotations

import json
import logging
import re
import traceback
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from serving.operation import Call
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from serving.operation import Caller, Operation, Scope

    Admit = Callable[[Request, Scope | None], Caller]
    Seen = Callable[[str, int, float, str, str], None]

NOBODY_IS_THERE: Final = 499
"""For the log: the caller hung up before the answer."""
_SAFE: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = logging.getLogger("leadcast")


def answering(operation: Operation, admit: Admit, seen: Seen) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of an operation.

    Args:
        admit: who asks; refuses those who may not.
        seen: told of each request that is over: operation, status, seconds, caller, id.
    """

    async def answer(request: Request) -> Response:
        started, name = perf_counter(), ""
        number = _number(request)
        try:
            caller = admit(request, operation.scope)
            name = caller.name
            given = await operation.answer(Call(request, caller, number, operation.most_bytes))
            response = reply(given.status, given.body, given.headers, given.media_type)
        except Refusal as refusal:
            response = reply(refusal.status, refusal.body, refusal.headers)
        except ClientDisconnect:
            response = Response(status_code=NOBODY_IS_THERE)
        except Exception as error:  # raised further up it would be logged with its message
            _log.error("a request failed: %s at %s", type(error).__name__, _place(error))
            response = reply(500, _error("internal", "The request could not be answered."))
        response.headers["x-request-id"] = number
        seen(operation.name, response.status_code, perf_counter() - started, name, number)
        return response

    return answer


def reply(
    status: int,
    body: Mapping[str, Any] | str,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """A response with the headers that all have."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, allow_nan=False)
    # half a surrogate pair that was sent in an id goes back as it came, escaped
    return Response(
        text.encode("utf-8", "backslashreplace"), status, {**_SAFE, **(headers or {})}, media_type
    )


def not_found() -> Response:
    """Nothing has this path."""
    return reply(404, _error("not_found", "There is nothing here."))


def not_allowed(allowed: Mapping[str, str]) -> Response:
    """The path has other methods; ``allowed`` is the header that names them."""
    return reply(405, _error("method", "This path takes another method."), allowed)


def _error(code: str, message: str) -> dict[str, str]:
    return {"code": code, "message": message, "field": ""}


def _number(request: Request) -> str:
    """The caller's own id of the request, if it is a plain one."""
    given = request.headers.get("x-request-id", "")
    return given if _ID.fullmatch(given) else uuid4().hex


def _place(error: Exception) -> str:
    """Where an error was raised; its message may hold what a caller sent."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno} in {frame.name}"
