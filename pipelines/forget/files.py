"""The files of a workspace's own folder: a lead is taken out of each, and looked for in each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from features.sources.forgotten import FILE
from models.ledger.place import FILE as LEDGER
from pipelines.forget.kinds import found_in, without

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.forget.needle import Needle

_LOCKED: Final = ("bundles", "bundle")
"""Folders whose files are held to their hashes."""


def take_out(state: Path, needle: Needle, name: str) -> dict[str, int]:
    """Takes the lead out of each file that may be changed; gives how often it was in each, by path."""
    found: dict[str, int] = {}
    for path in _files(state):
        if _held_to_hash(state, path) or path.name.startswith(LEDGER):
            continue
        made, count = without(path, needle, name)
        if count:
            found[str(path.relative_to(state))] = count
        if made is not None:
            _replace(path, made)
    return found


def search(state: Path, needle: Needle, name: str) -> tuple[int, dict[str, int]]:
    """How many files there are, and how often each of those that still do names the lead."""
    found: dict[str, int] = {}
    searched = 0
    for path in _files(state):
        searched += 1
        count = without(path, needle, name)[1] or found_in(path, needle)
        if count:
            found[str(path.relative_to(state))] = count
    return searched, found


def _files(state: Path) -> Iterator[Path]:
    for path in sorted(state.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name != FILE.name:
            yield path


def _held_to_hash(state: Path, path: Path) -> bool:
    return any(part in _LOCKED for part in path.relative_to(state).parts[:-1])


def _replace(path: Path, made: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
