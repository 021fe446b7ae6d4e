"""How texts are compared and names are spoken: keys, tokens and phrases."""

from __future__ import annotations

import re
from typing import Final

_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD: Final = re.compile(r"[\W_]+")


def key(text: str) -> str:
    """What makes two texts the same: case and spacing do not matter."""
    return " ".join(text.split()).casefold()


def listed(words: str) -> tuple[str, ...]:
    """The words of a vocabulary, written in the code with spaces between them."""
    return tuple(words.split())


def tokens(name: str) -> tuple[str, ...]:
    """The words of a column name, as in "jobTitle" or "Job_Title" → ("job", "title")."""
    return tuple(part.casefold() for part in _NOT_WORD.split(_HUMP.sub(" ", name)) if part)


def spoken(name: str) -> str:
    """A column name as said in a sentence: "job_title" → "job title"."""
    return " ".join(name.replace("_", " ").split())


def amount(value: float) -> str:
    """A number for people: thousands separated, no needless decimals, years left alone."""
    if value == int(value):
        return f"{value:.0f}" if 1900 <= value <= 2100 else f"{value:,.0f}"
    if abs(value) < 0.1:
        return f"{value:.2g}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")
