"""Facts that rules may name although no column holds them: what a job title says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from features.attributes.titles import FUNCTIONS, SENIORITIES, function, seniority
from features.attributes.wording import key

if TYPE_CHECKING:
    from features.agreement import IcpRule
    from models.icp.conditions import Condition

Fact = Callable[[str], str | None]

FACTS: Final[dict[str, Fact]] = {" seniority": seniority, " function": function}
"""Ending of an attribute's name → what it makes of the text of the attribute before it."""

WORDS: Final[dict[str, tuple[str, ...]]] = {" seniority": SENIORITIES, " function": FUNCTIONS}
_NOT_LETTERS: Final = re.compile(r"[\W_]+")


def split(attribute: str) -> tuple[str, str] | None:
    """The attribute and the ending of a derived fact: "title seniority" → ("title", " seniority")."""
    for ending in FACTS:
        if attribute.endswith(ending) and len(attribute) > len(ending):
            return attribute.removesuffix(ending), ending
    return None


def condition_on(rule: IcpRule) -> Condition | None:
    """The test of a rule that names levels; "C-level" and "founder" both mean "c_level/founder".

    None where the rule names no words.
    """
    wanted = wanted_words(rule)
    if wanted is None:
        return None
    names = frozenset(plain(word) for word in wanted)
    return lambda fact: not names.isdisjoint(names_of(fact))


def wanted_words(rule: IcpRule) -> tuple[str, ...] | None:
    """The words a rule names, or None where its condition is not about words."""
    if isinstance(rule.equals, str):
        return (rule.equals,)
    return rule.one_of or rule.contains


def names_of(fact: str) -> frozenset[str]:
    """A level by its whole name and by each part: "director/head" is "director" and "head" too."""
    return frozenset(plain(name) for name in (fact, *fact.split("/")))


def plain(word: str) -> str:
    """The word without case or punctuation: "C-Level" → "c level"."""
    return " ".join(_NOT_LETTERS.sub(" ", key(word)).split())
