"""Files that are either whole or absent: written beside, flushed to disk, then renamed."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Puts ``text`` at ``path`` in one step; a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def json_text(value: Any) -> str:
    """JSON with sorted keys and no NaN, so that equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    """Ten letters that stand for the text: those of an agreement are its version."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]
