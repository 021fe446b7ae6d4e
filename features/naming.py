"""How names of columns are compared: an export, its history and the agreement seldom spell them alike."""

from __future__ import annotations


def key(name: str) -> str:
    """The name as it is compared: without case, spaces, underscores, hyphens or a byte order mark."""
    return "".join(letter for letter in name.lower() if letter not in " _-\t\u00a0\ufeff")
