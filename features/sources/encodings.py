"""Text files that are not UTF-8, as spreadsheets write them: re-encoded before they are read."""

from __future__ import annotations

import codecs
import gzip
import hashlib
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK: Final = 1 << 22
_MARKS: Final = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def as_utf8(path: Path, scratch: Path) -> Path:
    """The file itself where it is UTF-8, else a copy of it in ``scratch`` that is.

    Text without a byte order mark that is not UTF-8 is taken for Windows-1252, what Excel writes in Western
    Europe and the Americas. Every byte is read: a file may be plain ASCII up to its last line.
    """
    if path.suffix.lower() == ".zst" or (encoding := encoding_of(path)) == "utf-8":
        return path
    copy = scratch_name(path, scratch, "utf8")
    with opened(path) as source, copy.open("w", encoding="utf-8", newline="") as target:
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        while chunk := source.read(_CHUNK):
            target.write(decoder.decode(chunk))
        target.write(decoder.decode(b"", final=True))
    return copy


def scratch_name(path: Path, scratch: Path, what: str) -> Path:
    """Where a copy of the file goes; files of one name in two folders do not meet."""
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    return scratch / f"{what}-{name}.csv"


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, unzipped."""
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def encoding_of(path: Path) -> str:
    """UTF-8 where every byte agrees, UTF-16 by its mark or its zeros, else Windows-1252."""
    with opened(path) as file:
        head = file.read(_CHUNK)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        if head[1:2] == b"\0":
            return "utf-16-le"
        if head[:1] == b"\0":
            return "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            chunk = head
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"
