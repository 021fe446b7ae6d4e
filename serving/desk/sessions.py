"""Sessions: a cookie that names a token and an end, and is signed; nothing is kept of it, the token least.

The key is made of the token's stored hash and of the workspace's secret: neither file alone forges a session.
Whether the token still lives is looked up with each request, so that revoking it ends its sessions.
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from features.clock import HOUR, SECOND

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.tokens import Token

LASTS: Final = 12 * HOUR
_COOKIE: Final = re.compile(r"([0-9a-f]{8})\.(\d{1,12})\.([0-9a-f]{64})", re.ASCII)


class Session(NamedTuple):
    """Who is signed in.

    Attributes:
        csrf: what the forms of this session carry.
    """

    token: Token
    csrf: str


class Sessions:
    """Begins sessions and reads them.

    Args:
        secret: tells the workspace's.
    """

    def __init__(self, secret: Callable[[], bytes]) -> None:
        self._secret = secret

    def begin(self, token: Token, now: int) -> str:
        """The cookie of a session that begins now."""
        until = str((now + LASTS) // SECOND)
        return f"{token.id}.{until}.{self._sign(token, f'session {until}')}"

    def read(self, cookie: str, find: Callable[[str], Token | None], now: int) -> Session | None:
        """The session of a cookie; None if it was not made here, is over, or its token does not live.

        Args:
            find: the token of an id, if it lives.
        """
        found = _COOKIE.fullmatch(cookie)
        token = find(found[1]) if found else None
        if found is None or token is None or int(found[2]) <= now // SECOND:
            return None
        if not hmac.compare_digest(found[3], self._sign(token, f"session {found[2]}")):
            return None
        return Session(token, self._sign(token, f"form {found[2]}"))

    def nobody(self) -> str:
        """What forms carry where no token was ever created."""
        return hmac.digest(self._secret(), b"form of nobody", "sha256").hex()

    def _sign(self, token: Token, said: str) -> str:
        key = hmac.digest(self._secret(), f"{token.id} {token.sha256}".encode(), "sha256")
        return hmac.digest(key, said.encode(), "sha256").hex()
