"""Which kind an attribute is, told from its texts and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from features.attributes import bands, identifiers, lists, scales, titles
from features.attributes.dates import date
from features.attributes.kinds.boolean import TRUTH
from features.attributes.kinds.ordinal import bounds
from features.attributes.numbers import number
from features.attributes.personal import personal
from features.attributes.wording import key, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from features.agreement.values import AttributeKind
    from features.attributes.seen import Seen

_NEARLY_ALL: Final = 0.95
_MOSTLY: Final = 0.9
_MOST_LEVELS: Final = 100
_TITLES: Final = frozenset(("title", "job", "jobtitle"))
_ROLES: Final = frozenset(("role", "position", "occupation", "beruf", "funktion"))
_NOT_TITLES: Final = frozenset(
    (
        *listed("page campaign asset document email ad course deal product content form event webinar"),
        *listed("level function department seniority category family"),
    )
)


class Guess(NamedTuple):
    """A kind, and in a phrase why."""

    kind: AttributeKind
    reason: str


def guess(seen: Seen, categories: int) -> Guess:
    """The first kind that fits; a category where none does."""
    for fits in _IN_ORDER:
        found = fits(seen)
        if found is not None:
            return found
    return _free_text(seen, categories) or Guess("category", f"{seen.distinct} different texts")


def _nothing(seen: Seen) -> Guess | None:
    if not seen.filled:
        return Guess("ignore", "never filled in")
    if seen.distinct == 1 and seen.filled == seen.rows:
        return Guess("ignore", "the same for every lead")
    held = personal(seen)
    return Guess("ignore", held) if held else None


def _boolean(seen: Seen) -> Guess | None:
    return Guess("boolean", "only yes and no") if all(key(text) in TRUTH for text, _ in seen.texts) else None


def _date(seen: Seen) -> Guess | None:
    return _if_nearly_all(seen, lambda text: date(text) is not None, "date", "dates")


def _number(seen: Seen) -> Guess | None:
    if identifiers.serial(seen):
        return Guess("ignore", "a running number, different for every lead")
    if identifiers.coded(seen):
        return None
    return _if_nearly_all(seen, lambda text: number(text) is not None, "number", "numbers")


def _ordinal(seen: Seen) -> Guess | None:
    if scales.scale_of(seen.keys):
        return Guess("ordinal", "a known scale")
    placed = seen.share(lambda text: bounds(text, ".") is not None, _MOSTLY)
    if placed < _MOSTLY or not any(bands.is_range(text) or bands.numbered(text) for text, _ in seen.texts):
        return None
    if len(seen.keys) > _MOST_LEVELS:
        return Guess("number", f"{placed:.0%} of texts are numbers or bands, too many to be levels")
    return Guess("ordinal", f"{placed:.0%} of texts are bands or numbered labels")


def _title(seen: Seen) -> Guess | None:
    words = set(seen.tokens)
    if not words.isdisjoint(_NOT_TITLES):
        return None
    called = bool(words & _TITLES)
    if not called and len(seen.keys) <= 12:
        return None
    known_least = 0.4 if called else 0.6 if words & _ROLES else 0.8
    senior_least = 0.0 if called or words & _ROLES else 0.6
    if seen.share(lambda text: titles.seniority(text) is not None, senior_least) < senior_least:
        return None
    known = seen.share(lambda text: bool(titles.seniority(text) or titles.function(text)), known_least)
    return Guess("title", f"{known:.0%} of texts hold words of job titles") if known >= known_least else None


def _multi(seen: Seen) -> Guess | None:
    marks = lists.separators(seen)
    return Guess("multi", "lists whose items recur") if marks else None


def _identifier(seen: Seen) -> Guess | None:
    return Guess("ignore", "different for nearly every lead") if identifiers.identifier(seen) else None


def _free_text(seen: Seen, categories: int) -> Guess | None:
    if seen.unique <= 0.5 or seen.filled < 20:
        long = seen.words >= 5 and seen.distinct > 3 * categories
        return Guess("text", f"{seen.words:.0f} words on average") if long else None
    if seen.words >= 4:
        return Guess("text", f"{seen.words:.0f} words on average, nearly all different")
    if seen.unique >= 0.9:
        return Guess("ignore", "different for nearly every lead")
    covered = sum(list(seen.keys.values())[:categories])
    return None if covered >= 0.1 * seen.filled else Guess("text", "too many different texts")


def _if_nearly_all(seen: Seen, holds: Callable[[str], bool], kind: AttributeKind, what: str) -> Guess | None:
    share = seen.share(holds, _NEARLY_ALL)
    return Guess(kind, f"{share:.0%} of texts are {what}") if share >= _NEARLY_ALL else None


_IN_ORDER: Final = (_nothing, _boolean, _date, _number, _ordinal, _title, _multi, _identifier)
