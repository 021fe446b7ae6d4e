"""The body of a request: bounded in size and time, strict JSON, one object."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final, NoReturn

from serving.refusal import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_BYTES: Final = 2_000_000
MOST_SECONDS: Final = 5.0


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object a request carries.

    Raises:
        Refusal: it is of another type, too large, too slow, not JSON, or not an object.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(415, "content_type", "Send the lead as application/json.")
    try:
        async with asyncio.timeout(MOST_SECONDS):
            received = await _received(request)
    except TimeoutError:
        raise Refusal(408, "too_slow", f"A request must arrive within {MOST_SECONDS:.0f} s.") from None
    return parsed(received)


def parsed(received: bytes) -> dict[str, Any]:
    """The object in some bytes; NaN and Infinity, which are not JSON, are refused.

    Raises:
        Refusal: it is not JSON, or not an object.
    """
    try:
        given = json.loads(received.decode("utf-8-sig"), parse_constant=_not_json)
    except (ValueError, RecursionError):  # its own message may repeat what was sent
        raise Refusal(400, "not_json", "The body is not JSON in UTF-8, or nested too deeply.") from None
    if not isinstance(given, dict):
        raise Refusal(400, "not_an_object", "The body must be one JSON object.")
    return given


async def _received(request: Request) -> bytes:
    announced = request.headers.get("content-length", "")
    received = bytearray()
    if announced.isdecimal() and len(announced) < 20 and int(announced) > MOST_BYTES:
        raise _too_large()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MOST_BYTES:
            raise _too_large()
    return bytes(received)


def _too_large() -> Refusal:
    return Refusal(413, "too_large", f"A request may have {MOST_BYTES:,} bytes at most.")


def _not_json(constant: str) -> NoReturn:
    raise ValueError(constant)
