"""Answers as bytes: those of a response, and those a receipt keeps."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def written(body: Mapping[str, Any]) -> bytes:
    """The JSON of an answer."""
    return encoded(json.dumps(body, ensure_ascii=False, allow_nan=False))


def encoded(text: str) -> bytes:
    """A text in UTF-8; half a surrogate pair that was sent in an id goes back as it came, escaped."""
    return text.encode("utf-8", "backslashreplace")
