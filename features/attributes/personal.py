"""Telling personal data, which no model needs: e-mail addresses, telephone numbers, names, addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from features.attributes.wording import listed, tokens

if TYPE_CHECKING:
    from features.attributes.seen import Seen

_OF_A_PERSON: Final = frozenset(listed("lead contact customer person user prospect client primary"))
_NAMES: Final = frozenset(
    (
        *listed("name firstname lastname fullname surname vorname nachname street address"),
        *listed("birthdate birthday dob geburtsdatum"),
        *("first name", "last name", "full name", "given name", "family name", "middle name"),
        *(
            "street address",
            "address line 1",
            "address line 2",
            "home address",
            "birth date",
            "date of birth",
        ),
    )
)
_PHONE_NAMES: Final = frozenset(listed("phone mobile telephone tel fax telefon handy cell"))
_EMAIL: Final = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@.]{2,}")
_PHONE: Final = re.compile(r"(?:\+|00|\()?[0-9][0-9 ()./-]{6,22}[0-9]")
_IP: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}", re.IGNORECASE)
_MANY: Final = 0.5


def personal(seen: Seen) -> str | None:
    """In a phrase, what personal data the attribute holds; None where it holds none."""
    if names_person(seen.name):
        return "it identifies a person"
    if seen.share(lambda text: bool(_EMAIL.fullmatch(text.strip())), _MANY) >= _MANY:
        return "it holds e-mail addresses"
    if seen.share(lambda text: bool(_IP.fullmatch(text.strip())), _MANY) >= _MANY:
        return "it holds internet addresses"
    named = not _PHONE_NAMES.isdisjoint(seen.tokens)
    if seen.share(lambda text: _is_phone(text.strip(), named), _MANY) >= _MANY:
        return "it holds telephone numbers"
    return None


def names_person(attribute: str) -> bool:
    """Whether an attribute's name alone says that it identifies a person, as "contact first name" does."""
    words = tokens(attribute)
    rest = words[1:] if words and words[0] in _OF_A_PERSON else words
    return " ".join(words) in _NAMES or " ".join(rest) in _NAMES


def _is_phone(text: str, named: bool) -> bool:
    if not _PHONE.fullmatch(text):
        return False
    digits = sum(character.isdigit() for character in text)
    if named:
        return digits >= 7
    pieces = re.split(r"[ ()./-]+", text.strip("()"))
    return digits >= 9 and (text.startswith(("+", "00", "(")) or len(pieces) >= 3)
