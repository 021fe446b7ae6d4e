"""One token: its name, what it is good for and until when, and the hash of its secret.

A secret is 256 random bits, which nobody guesses however fast a hash is, so one SHA-256 is right. A slow hash
made for passwords would add nothing and cost every request, wrong ones included, milliseconds.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final, Literal, get_args

Scope = Literal["score", "feedback", "read", "admin"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
"""What a token can be good for. None implies another: ``admin`` alone gives no score."""
LONGEST_NAME: Final = 64
_SPELLED: Final = re.compile(r"lc_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
_NAME: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_NAME - 1}}}")


@dataclass(frozen=True)
class Token:
    """What is kept of a token.

    Attributes:
        id: eight letters that name it; part of what callers send, and no secret.
        name: who it was made for; appears in the log.
        scopes: some of ``SCOPES``.
        sha256: of the secret, in hexadecimal.
        created: instant, in microseconds since 1970.
        expires: the instant from which it is of no use; None: never.
        revoked: the instant it was revoked; None: it was not.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    sha256: str
    created: int
    expires: int | None = None
    revoked: int | None = None

    def opens(self, secret: str) -> bool:
        """Whether this is its secret; takes as long for one that is nearly right."""
        return hmac.compare_digest(self.sha256, digest(secret))

    def lives(self, now: int) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked is None and (self.expires is None or now < self.expires)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def spelled(text: str) -> tuple[str, str] | None:
    """The id and the secret in what a caller sent; None if it is not spelled as a token is."""
    found = _SPELLED.fullmatch(text)
    return (found[1], found[2]) if found else None


def named(name: str) -> bool:
    """Whether a token may have this name: a plain one, since it stands in log lines."""
    return bool(_NAME.fullmatch(name))


def made(name: str, scopes: tuple[str, ...], now: int, expires: int | None) -> tuple[Token, str]:
    """A new token, and what its caller has to send: shown once, kept nowhere."""
    number, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    return Token(number, name, scopes, digest(secret), now, expires), f"lc_{number}_{secret}"
