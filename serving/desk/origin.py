"""Whether a request that changes something comes from a page of this desk."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request


def from_here(request: Request, public_url: str) -> bool:
    """What browsers say of where a request comes from; who says nothing is no browser, and carries no cookie.

    Args:
        public_url: what callers call the service, where a proxy may tell it another host.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    said, public = urlsplit(origin), urlsplit(public_url)
    if public_url and (said.scheme, said.netloc) == (public.scheme, public.netloc):
        return True
    return said.scheme in ("http", "https") and said.netloc == request.headers.get("host", "")
