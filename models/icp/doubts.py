"""What in a profile is probably a slip: attributes that do not exist, words that no title can give."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from models.icp import derived

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from features.agreement import Icp, IcpRule


def doubts(icp: Icp, attributes: Collection[str]) -> tuple[str, ...]:
    """A warning for each rule that can never be known, given the names of all attributes."""
    return tuple(
        f"icp.rule.{place} {doubt}"
        for place, rule in enumerate(icp.rule, start=1)
        for doubt in _of(rule, attributes)
    )


def _of(rule: IcpRule, attributes: Collection[str]) -> Iterator[str]:
    if rule.attribute in attributes:
        return
    parts = derived.split(rule.attribute)
    if parts is None or parts[0] not in attributes:
        hint = _hint(rule.attribute, attributes)
        yield f"names the attribute {rule.attribute!r}, which no lead has: {hint}"
        return
    if rule.between or isinstance(rule.equals, float | bool):
        yield f"compares {rule.attribute!r}, which are words; write one_of = [...]"
    known = derived.WORDS[parts[1]]
    names = frozenset().union(*(derived.names_of(level) for level in known))
    for word in derived.wanted_words(rule) or ():
        if derived.plain(word) not in names:
            yield f"asks for {word!r}; {rule.attribute!r} is one of {', '.join(known)}"


def _hint(name: str, attributes: Collection[str]) -> str:
    derivable = [f"{known}{ending}" for known in attributes for ending in derived.FACTS]
    near = {known.casefold(): known for known in (*derivable, *attributes)}
    found = difflib.get_close_matches(name.casefold(), near, n=1)
    return (
        f"did you mean {near[found[0]]!r}?"
        if found
        else f"known are {', '.join(sorted(attributes)) or 'none'}"
    )
