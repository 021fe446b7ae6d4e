"""What an answer is good for: which of its fields another operation takes."""

from __future__ import annotations

from typing import Any, Final

_LINKS: Final[dict[str, dict[str, dict[str, Any]]]] = {}


def links(operation: str) -> dict[str, dict[str, Any]]:
    """The links of an operation's answer, as OpenAPI says them."""
    return _LINKS.get(operation, {})
