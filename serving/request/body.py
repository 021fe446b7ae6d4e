"""The body of a request: bounded in size and time, strict JSON, one object."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final, NoReturn

from serving.refusal import Refusal
from serving.request.nesting import BYTES_AN_ITEM, DEEPEST, MOST_ITEMS, measured

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_SECONDS: Final = 5.0


async def read_object(request: Request, most_bytes: int) -> dict[str, Any]:
    """The JSON object a request carries, of ``most_bytes`` at most.

    Raises:
        Refusal: it is of another type, too large, too slow, not JSON, or not an object.
    """
    return an_object(parsed(await read_bytes(request, most_bytes), most_bytes))


async def read_bytes(request: Request, most_bytes: int, wanted: str = "application/json") -> bytes:
    """The body of a request, as it came.

    Raises:
        Refusal: it is of another type than the one wanted, too large, or too slow.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != wanted:
        raise Refusal(415, "content_type", f"Send the lead as {wanted}.")
    try:
        async with asyncio.timeout(MOST_SECONDS):
            return await _received(request, most_bytes)
    except TimeoutError:
        raise Refusal(408, "too_slow", f"A request must arrive within {MOST_SECONDS:.0f} s.") from None


def parsed(received: bytes, most_bytes: int) -> Any:
    """The value in some bytes; NaN and Infinity, which are not JSON, are refused.

    Raises:
        Refusal: it is not JSON, nested too deeply, or holds too much.
    """
    depth, items = measured(received, DEEPEST, most := min(most_bytes // BYTES_AN_ITEM, MOST_ITEMS))
    if depth > DEEPEST:
        raise Refusal(400, "too_deep", f"The body may be nested {DEEPEST} levels deep at most.")
    if items > most:
        raise Refusal(413, "too_many", f"The body may hold {most:,} things at most.")
    try:
        return json.loads(received.decode("utf-8-sig"), parse_constant=_not_json)
    except (ValueError, RecursionError):  # its own message may repeat what was sent
        raise Refusal(400, "not_json", "The body is not JSON in UTF-8.") from None


def an_object(given: Any) -> dict[str, Any]:
    """The value, if it is an object.

    Raises:
        Refusal: it is not.
    """
    if not isinstance(given, dict):
        raise Refusal(400, "not_an_object", "The body must be one JSON object.")
    return given


async def _received(request: Request, most_bytes: int) -> bytes:
    announced = request.headers.get("content-length", "")
    received = bytearray()
    if announced.isdecimal() and len(announced) < 20 and int(announced) > most_bytes:
        raise _too_large(most_bytes)
    async for chunk in request.stream():
        received += chunk
        if len(received) > most_bytes:
            raise _too_large(most_bytes)
    return bytes(received)


def _too_large(most_bytes: int) -> Refusal:
    return Refusal(413, "too_large", f"A request may have {most_bytes:,} bytes at most.")


def _not_json(constant: str) -> NoReturn:
    raise ValueError(constant)
