"""The secret behind sessions: made once for a workspace, for its owner's eyes alone, one for all workers."""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "desk.secret"
_BYTES: Final = 32
_log = logging.getLogger("leadcast")


class Secret:
    """The secret of one workspace; read or made when it is first asked for, and then kept in memory."""

    def __init__(self, state: Path) -> None:
        self._path = state / FILE
        self._found = b""

    def __call__(self) -> bytes:
        """The bytes."""
        if not self._found:
            self._found = self._kept() or secrets.token_bytes(_BYTES)
        return self._found

    def _kept(self) -> bytes:
        try:
            if not self._path.exists():
                self._make()
            found = self._path.read_bytes()
        except OSError as error:
            _log.warning("sessions of the desk end with this process: %s", type(error).__name__)
            return b""
        return found if len(found) == _BYTES else b""

    def _make(self) -> None:
        """Puts a whole file there in one step; of two workers that try at once one is first."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(f".{FILE}.{os.getpid()}.part")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, self._path)
        beside.unlink()
