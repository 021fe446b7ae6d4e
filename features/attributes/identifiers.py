"""Telling identifiers and codes, whose digits are no amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from features.attributes.wording import listed

if TYPE_CHECKING:
    from features.attributes.seen import Seen

_CODES: Final = frozenset(listed("id code zip postcode postal plz sic naics nace cnae key uuid guid"))
_SERIALS: Final = _CODES | frozenset(("number", "no", "nr", "num"))
_ENOUGH: Final = 20
_PLENTY: Final = 100


def coded(seen: Seen) -> bool:
    """Whether digits name something, as in a postal code, rather than count it."""
    if not all(text.strip().isdigit() for text, _ in seen.texts):
        return False
    padded = any(text.strip().startswith("0") and len(text.strip()) > 1 for text, _ in seen.texts)
    return padded or not _CODES.isdisjoint(seen.tokens)


def serial(seen: Seen) -> bool:
    """Whether whole numbers run on, one for each row."""
    texts = [text.strip() for text, _ in seen.texts]
    if seen.distinct < seen.filled or len(texts) < 2 or not all(text.isdigit() for text in texts):
        return False
    if seen.tokens and seen.tokens[-1] in _SERIALS:
        return True
    return seen.filled >= _PLENTY and len({len(text) for text in texts}) == 1


def identifier(seen: Seen) -> bool:
    """Whether nearly every row has a text of its own that is one unbroken word."""
    unbroken = seen.share(lambda text: not any(character.isspace() for character in text.strip()))
    named = bool(seen.tokens) and seen.tokens[-1] in _CODES
    enough = seen.filled >= _ENOUGH or (named and seen.distinct > 1)
    return enough and seen.unique >= 0.95 and unbroken >= 0.95
