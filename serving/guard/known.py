"""The tokens as they stand in their file now: a change is known within a second, without a restart."""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING, Final

from features.errors import LeadcastError
from models.tokens import Token, read_tokens, spelled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the file's time and size."""
_NOBODY: Final = Token("", "", (), "0" * 64, 0)
_log = logging.getLogger("leadcast")


class Known:
    """The tokens of one file. A file that cannot be read opens nothing, until it can be."""

    def __init__(self, path: Path, clock: Callable[[], float] = monotonic) -> None:
        self._path = path
        self._clock = clock
        self._looked = float("-inf")
        self._seen: tuple[int, ...] | None = ()
        self._tokens: dict[str, Token] = {}
        self._damaged = False

    def any(self) -> bool:
        """Whether a token was ever created; one that was revoked or has expired counts."""
        self._look()
        return self._damaged or bool(self._tokens)

    def find(self, text: str, now: int) -> Token | None:
        """The token that is spelled so, if it lives; as slow for what is nearly right as for what is not."""
        self._look()
        number, secret = spelled(text) or ("", "")
        token = self._tokens.get(number, _NOBODY)
        return token if token.opens(secret) and token.lives(now) else None

    def alive(self, number: str, now: int) -> Token | None:
        """The token of an id, if it lives."""
        self._look()
        token = self._tokens.get(number)
        return token if token and token.lives(now) else None

    def all(self) -> tuple[Token, ...]:
        """Every token, oldest first."""
        self._look()
        return tuple(self._tokens.values())

    def ids(self) -> set[str]:
        """The ids of all tokens."""
        return set(self._tokens)

    def _look(self) -> None:
        if self._clock() - self._looked < LOOK_EVERY:
            return
        self._looked = self._clock()
        stands = self._stands()
        if stands != self._seen:
            self._seen = stands
            self._read()

    def _stands(self) -> tuple[int, ...] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            return (error.errno or 0,)
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _read(self) -> None:
        try:
            self._tokens = {token.id: token for token in read_tokens(self._path)}
            self._damaged = False
        except LeadcastError as error:
            self._tokens, self._damaged = {}, True
            _log.error("no token opens anything: %s", error, extra={"event": "tokens_refused"})
