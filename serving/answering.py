"""From an operation to an HTTP response, whatever happens: one shape of error, one set of headers."""

from __future__ import annotations

import logging
import re
import traceback
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from models.receipts.written import encoded, written
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
_UUID: Final = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_log = logging.getLogger("leadcast")


def answering(operation: Operation, admit: Admit, seen: Seen) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of an operation.

    Args:
        admit: who asks; refuses those who may not.
        seen: told of each request that is over: operation, status, seconds, caller, id.
    """

    async def answer(request: Request) -> Response:
        started, caller = perf_counter(), None
        number, manners = number_of(request), operation.manners
        try:
            caller = (manners.admit if manners else admit)(request, operation.scope)
            given = await operation.answer(Call(request, caller, number, operation.most_bytes))
            response = reply(given.status, given.body, given.headers, given.media_type)
        except Refusal as refusal:
            response = await _refused(operation, request, refusal, caller)
        except ClientDisconnect:
            response = Response(status_code=NOBODY_IS_THERE)
        except Exception as error:  # raised further up it would be logged with its message
            said = "a request failed: %s at %s"
            _log.error(said, type(error).__name__, _place(error), extra={"event": "fault"})
            fault = Refusal(500, "internal", "The request could not be answered.")
            response = await _refused(operation, request, fault, caller)
        response.headers["x-request-id"] = number
        name = caller.name if caller else ""
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
    content = encoded(body) if isinstance(body, str) else written(body)
    return Response(content, status, {**_SAFE, **(headers or {})}, media_type)


def nowhere(request: Request, allowed: Mapping[str, str] | None, seen: Seen) -> Response:
    """The answer where no operation is: 404, or 405 with ``allowed``, the header that names other methods."""
    number = number_of(request)
    error = _error("not_found", "There is nothing here.")
    if allowed is not None:
        error = _error("method", "This path takes another method.")
    response = reply(404 if allowed is None else 405, error, {**(allowed or {}), "x-request-id": number})
    seen("", response.status_code, 0.0, "", number)
    return response


async def _refused(
    operation: Operation, request: Request, refusal: Refusal, caller: Caller | None
) -> Response:
    if operation.manners is None:
        return reply(refusal.status, refusal.body, refusal.headers)
    told = await operation.manners.refused(request, refusal, caller)
    return reply(told.status, told.body, told.headers, told.media_type)


def _error(code: str, message: str) -> dict[str, str]:
    return {"code": code, "message": message, "field": ""}


def number_of(request: Request) -> str:
    """The caller's own id of the request if it is a UUID, which tells nothing of anybody; it is logged."""
    given = request.headers.get("x-request-id", "")
    return given if _UUID.fullmatch(given) else uuid4().hex


def _place(error: Exception) -> str:
    """Where an error was raised; its message may hold what a caller sent."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno} in {frame.name}"
