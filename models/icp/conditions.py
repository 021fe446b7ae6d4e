"""What a rule asks of an attribute's text: met, not met, or unknown where the text cannot tell."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from features.attributes.bands import Band, band
from features.attributes.kinds.boolean import TRUTH
from features.attributes.kinds.multi import STRONG, items_of
from features.attributes.numbers import number
from features.attributes.wording import key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from features.agreement import IcpRule
    from features.attributes.numbers import Decimal

Condition = Callable[[str], bool | None]
"""Takes a text that is filled in; None means that it cannot be told."""

_LONGEST: Final = 2000
"""Patterns look no further into a text, so that no lead can stall the rest."""


def condition_of(rule: IcpRule, decimal: Decimal = ".") -> Condition:
    """The test that a rule's one condition makes.

    Raises:
        ValueError: a pattern that is no regular expression, or a range that is empty.
    """
    if rule.equals is not None:
        return _equals(rule.equals, decimal)
    if rule.one_of is not None:
        tests = [_equals_text(text, decimal) for text in rule.one_of]
        return lambda text: any(test(text) for test in tests)
    if rule.between is not None:
        return _between(*rule.between, decimal)
    if rule.contains is not None:
        return _contains(rule.contains)
    return _matches(rule.matches or "")


def _equals(wanted: str | float | bool, decimal: Decimal) -> Condition:
    if isinstance(wanted, bool):
        truth = float(wanted)
        return lambda text: None if (said := TRUTH.get(key(text))) is None else said == truth
    if isinstance(wanted, str):
        return _equals_text(wanted, decimal)
    return lambda text: number(text, decimal) == wanted


def _equals_text(wanted: str, decimal: Decimal) -> Callable[[str], bool]:
    """The same words, whatever their case; or the same band or number, however it is written."""
    same, amount = key(wanted), band(wanted, decimal)
    if amount is None:
        return lambda text: key(text) == same
    return lambda text: key(text) == same or band(text, decimal) == amount


def _between(low: float, high: float, decimal: Decimal) -> Condition:
    """Both ends count. A band counts by its typical value: see ``_inside``."""
    if not low <= high:
        raise ValueError(f"between = [{low:g}, {high:g}] holds no number; write the lower end first")

    def test(text: str) -> bool | None:
        found = band(text, decimal)
        return None if found is None else _inside(found, low, high)

    return test


def _inside(found: Band, low: float, high: float) -> bool:
    """Whether the middle of a band lies inside; where it is open above, its lower end.

    "1,000+" is not inside 50 to 1,000, although its lower end is: nearly all of it lies beyond.
    """
    if math.isinf(found.high) and found.low == high:
        return False
    return low <= found.typical <= high


def _contains(wanted: Iterable[str]) -> Condition:
    """Any of the words wanted.

    In a list separated by ";" or "|" an item must be the word wanted. In other texts the word must stand by
    itself: "java" is in "Java, SQL" and "Java developer", not in "JavaScript" nor in "Java++".
    """
    words = frozenset(key(word) for word in wanted)
    whole = re.compile(rf"(?<![\w+#])(?:{'|'.join(map(re.escape, sorted(words)))})(?![\w+#])")

    def test(text: str) -> bool:
        if any(mark in text for mark in STRONG):
            return not words.isdisjoint(items_of(text, STRONG))
        return whole.search(key(text[:_LONGEST])) is not None

    return test


def _matches(pattern: str) -> Condition:
    """A regular expression found anywhere in the text, whatever its case."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            found = re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"matches = {pattern!r} is no regular expression ({error})") from error
    return lambda text: found.search(text[:_LONGEST]) is not None
