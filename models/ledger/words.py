"""Texts in a database: what it cannot hold is written with a backslash, all else as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_ODD: Final = re.compile("[\\\\\0\ud800-\udfff]")
_WRITTEN: Final = re.compile(r"\\(\\|u[0-9a-f]{4})")


class Words(TypeDecorator[str]):
    """A text. NUL, halves of surrogate pairs and the backslash itself are escaped."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it is stored."""
        del dialect
        return None if value is None else _ODD.sub(_escaped, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it was told."""
        del dialect
        return value if value is None or "\\" not in value else _WRITTEN.sub(_plain, value)


def _escaped(found: re.Match[str]) -> str:
    return "\\\\" if found[0] == "\\" else f"\\u{ord(found[0]):04x}"


def _plain(found: re.Match[str]) -> str:
    return "\\" if found[1] == "\\" else chr(int(found[1][1:], 16))
