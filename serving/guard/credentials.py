"""What a request carries as proof of who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

IN_THE_URL: Final = "/v1/hooks/odoo"
"""The one path whose caller can send no header, so that its token stands in the URL."""
LONGEST: Final = 200
"""Letters of a credential that are looked at; tokens have 55."""


class Ambiguous(Exception):
    """More than one credential was sent, and they differ."""


def credential(request: Request) -> str | None:
    """What the request sends as its token, None if nothing.

    Raises:
        Ambiguous: it sends several that differ.
    """
    sent: set[str] = set()
    for name, value in request.scope["headers"]:
        if name == b"authorization":
            sent.add(bearer(value.decode("latin-1")))
        elif name == b"x-api-key":
            sent.add(value.decode("latin-1").strip())
    if request.scope["path"] == IN_THE_URL:
        sent |= set(request.query_params.getlist("token"))
    return one_of(sent)


def bearer(header: str) -> str:
    """The token of an Authorization header; empty for another scheme, which a proxy may have used."""
    scheme, _, rest = header.strip().partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else ""


def one_of(sent: Iterable[str]) -> str | None:
    """The one that was sent.

    Raises:
        Ambiguous: there are several.
    """
    found = {text[:LONGEST] for text in sent if text}
    if len(found) > 1:
        raise Ambiguous
    return next(iter(found), None)
