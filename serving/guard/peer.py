"""Where a request comes from: this machine, or an address that stands for one stranger."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.requests import Request

_FORWARDED: Final = frozenset((b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"))
_LONGEST: Final = 64
"""Letters of a name that may be one of this machine; longer ones are not even remembered."""


def local(request: Request) -> bool:
    """Whether somebody on this machine asks, and for this machine by its own name.

    A proxy here that passes on what others ask is told by its headers; a page in a browser here that makes a
    name of its own point to this machine is told by that name.
    """
    headers: dict[bytes, bytes] = dict(request.scope["headers"])
    if not _FORWARDED.isdisjoint(headers):
        return False
    host = _host(headers.get(b"host", b"").decode("latin-1"))
    return loopback(_peer(request)) and len(host) <= _LONGEST and loopback(host)


def stranger(request: Request) -> str:
    """What the wrong guesses of one peer are counted by; who has one IPv6 address has 2^64 of them."""
    try:
        address = ip_address(_peer(request))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return address.exploded[:19]
    return str(address)


@lru_cache(maxsize=256)
def loopback(name: str) -> bool:
    """Whether this is a name or an address of this machine that no other one can reach."""
    try:
        address = ip_address(name)
    except ValueError:
        return name.lower() == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""


def _host(header: str) -> str:
    """The name in a Host header, without its port."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]
