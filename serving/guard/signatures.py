"""HubSpot's signatures: what its requests prove instead of a token.

Version 3, of webhooks: base64 of HMAC-SHA256 over method, URI, body and time, for five minutes.
Version 2, of workflow actions: SHA-256 in hexadecimal over secret, method, URI and body, which has no time.
The URI is the one HubSpot calls. Source: HubSpot's documentation on validating requests.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_AGE: Final = 5 * 60 * 1000
"""Milliseconds for which a signature of version 3 holds, and by which its clock may be ahead of ours."""
_V3, _V2, _VERSION, _TIME = (
    "x-hubspot-signature-v3",
    "x-hubspot-signature",
    "x-hubspot-signature-version",
    "x-hubspot-request-timestamp",
)
_DECODED: Final = {f"%{ord(letter):02X}": letter for letter in ":/?@!$'()*,;"}
_ENCODED: Final = re.compile("|".join(_DECODED), re.IGNORECASE)


def signed(secret: str, headers: Mapping[str, str], method: str, uri: str, body: bytes, now: int) -> bool:
    """Whether HubSpot signed a request.

    Args:
        headers: of the request, by their names in small letters.
        uri: in full, as HubSpot calls it.
        now: milliseconds since 1970.
    """
    if not secret:
        return False
    if _V3 in headers:
        when = headers.get(_TIME, "")
        return _young(when, now) and _same(headers[_V3], version_3(secret, method, uri, body, when))
    if headers.get(_VERSION) == "v2":
        return _same(headers.get(_V2, ""), version_2(secret, method, uri, body))
    return False


def version_3(secret: str, method: str, uri: str, body: bytes, when: str) -> str:
    """The signature of version 3; ``when`` is in milliseconds since 1970, as HubSpot writes it."""
    said = method.encode() + decoded(uri).encode() + body + when.encode()
    return b64encode(hmac.digest(secret.encode(), said, hashlib.sha256)).decode()


def version_2(secret: str, method: str, uri: str, body: bytes) -> str:
    """The signature of version 2."""
    return hashlib.sha256(secret.encode() + method.encode() + uri.encode() + body).hexdigest()


def decoded(uri: str) -> str:
    """A URI with those characters decoded that HubSpot signs decoded; others stay as they are."""
    return _ENCODED.sub(lambda found: _DECODED[found[0].upper()], uri)


def _young(when: str, now: int) -> bool:
    return when.isascii() and when.isdecimal() and len(when) < 16 and abs(now - int(when)) <= MOST_AGE


def _same(sent: str, right: str) -> bool:
    """Compared as bytes, since a header may hold any letter; takes as long for near misses."""
    return hmac.compare_digest(sent.encode("utf-8", "surrogatepass"), right.encode())
