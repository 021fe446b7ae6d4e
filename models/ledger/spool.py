"""The spool: files that hold what is to be written while the database is lost.

Every process appends to one file, under a lock. Who drains it first takes the file away by renaming it, so
that nothing is appended to what is being drained, and removes it when all of it is in the database. Killed at
any point, the next to drain begins again; what is in the database already stays as it is.
"""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from filelock import FileLock, Timeout

from features.errors import LedgerError
from models.ledger.answers import Answer
from models.ledger.document import Document
from models.ledger.lines import line_of, read_lines
from models.ledger.receipts import Receipt
from models.ledger.trouble import RejectedError

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from models.ledger.ledger import Ledger
    from models.ledger.lines import Kept

FOLDER: Final = "spool"
REFUSED: Final = "refused.jsonl"
MOST_BYTES: Final = 2_000_000_000
_PATIENCE: Final = 2.0
_AT_ONCE: Final = 500
_log = logging.getLogger("leadcast")


class Spool:
    """The spool of a workspace; several processes may use it at once.

    It makes its own folder, and not the one that is in: a workspace that was moved away is not begun anew.
    """

    def __init__(self, state: Path) -> None:
        self.folder = state / FOLDER
        self._active = self.folder / "waiting.jsonl"

    def append(self, kept: Sequence[Kept]) -> None:
        """Adds to the file; when this returns it is on the disk.

        Raises:
            LedgerError: the folder cannot be written, or holds too much already.
        """
        written = "".join(f"{line_of(one)}\n" for one in kept).encode()
        try:
            self.folder.mkdir(exist_ok=True, mode=0o700)
            with self._alone("append"), open(self._active, "ab", opener=_private) as file:
                if file.tell() + len(written) > MOST_BYTES:
                    raise LedgerError(f"{self._active} is full; bring the ledger's database back")
                if file.tell() and not _ends(self._active):
                    written = b"\n" + written  # after one who was killed in the middle of a line
                file.write(written)
                file.flush()
                os.fsync(file.fileno())
        except (OSError, Timeout) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise LedgerError(
                f"the ledger is lost and {self.folder} cannot be written either ({why}); make room or mend it"
            ) from error

    def waiting(self) -> bool:
        """Whether there is something to drain."""
        return any(self._files())

    def drain(self, ledger: Ledger) -> int:
        """Writes everything into the ledger, unless another process is at it; gives how many lines it was.

        An answer that says otherwise than the one by its key in the ledger is kept in REFUSED.

        Raises:
            LedgerError: the ledger is lost again, or a file cannot be read; what is left stays.
        """
        try:
            with self._alone("drain", patience=0):
                self._take()
                return sum(self._drain(file, ledger) for file in sorted(self.folder.glob("taken-*.jsonl")))
        except Timeout:
            return 0
        except OSError as error:
            raise LedgerError(f"{self.folder} cannot be drained ({error.strerror}); mend it") from error

    def _take(self) -> None:
        with self._alone("append"):
            if self._active.exists():
                self._active.rename(self.folder / f"taken-{uuid4().hex}.jsonl")

    def _drain(self, file: Path, ledger: Ledger) -> int:
        count = 0
        with file.open("rb") as lines:
            while some := list(islice(lines, _AT_ONCE)):
                kept, torn = read_lines(some)
                if torn:  # nobody was told that they are kept
                    _log.warning("%d lines of %s were never written whole", torn, file)
                self._write(kept, ledger)
                count += len(kept)
        file.unlink()
        return count

    def _write(self, kept: Sequence[Kept], ledger: Ledger) -> None:
        answers = [one for one in kept if isinstance(one, Answer)]
        try:
            ledger.told(
                [one for one in kept if isinstance(one, Document)],
                [one for one in kept if isinstance(one, Receipt)],
                durable=True,
            )
            taken = zip(answers, ledger.take(answers), strict=True) if answers else ()
        except RejectedError:
            if len(kept) == 1:
                self._refuse(kept)
            else:
                for one in kept:
                    self._write([one], ledger)
        else:
            self._refuse([answer for answer, outcome in taken if outcome == "conflict"])

    def _refuse(self, kept: Sequence[Kept]) -> None:
        if kept:
            _log.error("%d entries that were put aside are refused; see %s", len(kept), self.folder / REFUSED)
            with open(self.folder / REFUSED, "ab", opener=_private) as file:
                file.write("".join(f"{line_of(one)}\n" for one in kept).encode())
                file.flush()
                os.fsync(file.fileno())

    def _files(self) -> Generator[Path]:
        yield from (file for file in (self._active,) if file.exists())
        yield from self.folder.glob("taken-*.jsonl")

    @contextmanager
    def _alone(self, work: str, patience: float = _PATIENCE) -> Generator[None]:
        self.folder.mkdir(exist_ok=True, mode=0o700)
        with FileLock(self.folder / f"{work}.lock", timeout=patience):
            yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _ends(file: Path) -> bool:
    """Whether the last line is whole."""
    with file.open("rb") as read:
        read.seek(-1, os.SEEK_END)
        return read.read(1) == b"\n"
