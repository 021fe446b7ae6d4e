"""The fields of a form that a browser sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from serving.refusal import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

LARGEST: Final = 100_000
"""Bytes of a form."""
MOST: Final = 500
"""Fields of a form."""


async def fields(request: Request) -> dict[str, str]:
    """What a form says; of a field that comes several times, the last.

    Raises:
        Refusal: it is no form, too large or too slow, or cannot be read.
    """
    from serving.request.body import read_bytes  # compiled code: see serving.service

    received = await read_bytes(request, LARGEST, "application/x-www-form-urlencoded")
    try:
        return dict(
            parse_qsl(received.decode("ascii"), keep_blank_values=True, max_num_fields=MOST, errors="strict")
        )
    except ValueError:  # its own message may repeat what was sent
        raise Refusal(400, "not_a_form", "The form cannot be read.") from None
