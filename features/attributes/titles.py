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
_CODES: Final = {name: code for code, name in enumerate(FUNCTIONS)}


def seniority(title: str) -> Seniority | None:
    """The most senior word of a title; None where no word tells.

    Junior words count below directors only ("Student Affairs Director"), and an assistant to somebody is
    not that somebody.
    """
    words = _words(title)
    ranks = set(_found(words, vocabulary.SENIORITY))
    if "assistant" in ranks and not vocabulary.SERVES.isdisjoint(words):
        return "staff/other"
    return next((level for rank, level in vocabulary.FROM_THE_TOP if rank in ranks), None)


def function(title: str) -> str | None:
    """What the person works on, one of FUNCTIONS, by the first word that tells; None where none does."""
    found = next(_found(_words(title), vocabulary.FUNCTION_OF), None)
    if found is None and seniority(title) == "c_level/founder":
        return "general management"
    return found


def ranks(title: str) -> tuple[float, float]:
    """The rank in SENIORITIES and the code in FUNCTIONS; unknown words give staff/other and other."""
    return (
        float(SENIORITIES.index(seniority(title) or "staff/other")),
        float(_CODES[function(title) or "other"]),
    )


def _words(title: str) -> list[str]:
    return _WORD.findall(_INITIALS.sub("", title[:_LONGEST].casefold()))


def _found(words: list[str], meanings: Mapping[str, str]) -> Iterator[str]:
    """Meanings of pairs and words, in the order of the title; a pair hides its two words."""
    place = 0
    while place < len(words):
        pair = meanings.get(" ".join(words[place : place + 2])) if place + 1 < len(words) else None
        meaning = pair or meanings.get(words[place])
        if meaning:
            yield meaning
        place += 2 if pair else 1
