"""One process at a time: a lock that dies with its process, and what a killed one left behind."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from features.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def alone(state: Path, work: str, refusal: str, *leftovers: str) -> Generator[None]:
    """Holds the lock of a kind of work, once what a killed process had begun is swept away.

    Args:
        state: the workspace's own folder; it is made.
        work: names the lock.
        refusal: what to say where another process holds it.
        leftovers: patterns below ``state`` of files and folders to remove.

    Raises:
        WorkspaceError: another process holds the lock.
    """
    state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(state / f"{work}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise WorkspaceError(refusal) from error
    try:
        for pattern in leftovers:
            for left in state.glob(pattern):
                if left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.unlink(missing_ok=True)
        yield
    finally:
        lock.release()
