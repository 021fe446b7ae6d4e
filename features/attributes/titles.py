"""Job titles: how senior a person is, and what they work on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, get_args

from features.attributes import title_words as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Seniority = Literal[
    "junior/intern", "staff/other", "senior", "manager/lead", "director/head", "vp", "c_level/founder"
]
SENIORITIES: Final[tuple[Seniority, ...]] = get_args(Seniority)
"""From junior to the top: a rank is a place in this order."""

FUNCTIONS: Final = ("other", *vocabulary.FUNCTIONS)
"""What people work on; the place of each is its code, and 0 is "other"."""

_LONGEST: Final = 200
_INITIALS: Final = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")
_WORD: Final = re.compile(r"r&d|fp&a|[^\W_]+")
_RANKS: Final = {level: rank for rank, level in enumerate(SENIORITIES)}
_CODES: Final = {name: code for code, name in enumerate(FUNCTIONS)}


def seniority(title: str) -> Seniority | None:
    """The most senior word of a title; None where no word tells.

    Junior words count below directors only ("Student Affairs Director"), and an assistant to somebody is
    not that somebody.
    """
    return _seniority(_words(title))


def function(title: str) -> str | None:
    """What the person works on, one of FUNCTIONS, by the first word that tells; None where none does."""
    words = _words(title)
    return _function(words, _seniority(words))


def ranks(title: str) -> tuple[float, float]:
    """The rank in SENIORITIES and the code in FUNCTIONS; unknown words give staff/other and other."""
    words = _words(title)
    level = _seniority(words)
    return float(_RANKS[level or "staff/other"]), float(_CODES[_function(words, level) or "other"])


def _seniority(words: list[str]) -> Seniority | None:
    ranks = set(_found(words, vocabulary.SENIORITY))
    if "assistant" in ranks and not vocabulary.SERVES.isdisjoint(words):
        return "staff/other"
    return next((level for rank, level in vocabulary.FROM_THE_TOP if rank in ranks), None)


def _function(words: list[str], level: Seniority | None) -> str | None:
    found = next(_found(words, vocabulary.FUNCTION_OF), None)
    return "general management" if found is None and level == "c_level/founder" else found


def _words(title: str) -> list[str]:
    return _WORD.findall(_INITIALS.sub("", title[:_LONGEST].casefold()))


def _found(words: list[str], meanings: Mapping[str, str]) -> Iterator[str]:
    """Meanings of pairs and words, in the order of the title; a pair hides its two words."""
    place, last = 0, len(words) - 1
    while place <= last:
        pair = meanings.get(f"{words[place]} {words[place + 1]}") if place < last else None
        meaning = pair or meanings.get(words[place])
        if meaning:
            yield meaning
        place += 2 if pair else 1
