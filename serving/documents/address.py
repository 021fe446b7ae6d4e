"""Where the service is reached, for documents that must say it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request

_HOST: Final = re.compile(r"([A-Za-z0-9.-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")


class Address(NamedTuple):
    """A scheme, a host with its port if it is not the scheme's own, and a path without a slash at its end."""

    scheme: str
    host: str
    path: str = ""

    @property
    def url(self) -> str:
        """As one text."""
        return f"{self.scheme}://{self.host}{self.path}"


def address(public_url: str, request: Request) -> Address:
    """The public address if there is one, else the one that a caller used."""
    if public_url:
        parts = urlsplit(public_url)
        return Address(parts.scheme, parts.netloc, parts.path.rstrip("/"))
    asked = request.headers.get("host", "")
    host = asked if _HOST.fullmatch(asked) else "localhost"
    return Address(request.url.scheme, host)
