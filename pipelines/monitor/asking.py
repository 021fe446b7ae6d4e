"""The two things asked over HTTP: the service's metrics, and the webhook to take what was found."""

from __future__ import annotations

import json
import urllib.request
from typing import Any, Final

TIMEOUT: Final = 10.0
"""Seconds for each step of a request."""

MOST: Final = 10_000_000
"""Bytes of a page; more are no metrics."""


def get(url: str, token: str | None = None) -> str:
    """The text at an address.

    Raises:
        OSError: there is no answer in time, or none that is good.
        ValueError: the address is none of the web, or the text is no UTF-8.
    """
    with urllib.request.urlopen(_request(url, None, token), timeout=TIMEOUT) as answer:
        return answer.read(MOST).decode("utf-8")


def post(url: str, document: dict[str, Any]) -> None:
    """Gives an address a JSON document.

    Raises:
        OSError: as for ``get``.
        ValueError: likewise.
    """
    with urllib.request.urlopen(
        _request(url, json.dumps(document).encode(), None), timeout=TIMEOUT
    ) as answer:
        answer.read(MOST)


def _request(url: str, body: bytes | None, token: str | None) -> urllib.request.Request:
    if not url.startswith(("http://", "https://")):
        raise ValueError("the address does not begin with http:// or https://")
    headers = {"User-Agent": "leadcast-monitor"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return urllib.request.Request(url, body, headers)
