"""Proposes a persona's name: as in "Directors and heads in marketing at 200-499 employees"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from features.attributes.wording import amount, listed, spoken, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.personas.facts import Condition

_SENIORITY: Final = " seniority"
_FUNCTION: Final = " function"
_PEOPLE: Final = {
    "junior/intern": "juniors",
    "staff/other": "staff",
    "senior": "seniors",
    "manager/lead": "managers",
    "director/head": "directors and heads",
    "vp": "vice presidents",
    "c_level/founder": "chiefs and founders",
}
_PHRASES: Final = (
    (frozenset(listed("employees employee headcount size")), "at {} employees"),
    (frozenset(listed("industry sector branch vertical")), "in {}"),
    (frozenset(listed("country region city state continent territory location")), "from {}"),
    (frozenset(listed("channel source medium origin")), "by {}"),
    (frozenset(listed("campaign")), "of campaign {}"),
    (frozenset(listed("technologies technology stack tools")), "using {}"),
)
EVERYBODY: Final = "Everybody"
ELSE: Final = "Everybody else"


def proposed(conditions: Sequence[Condition]) -> str:
    """A name that says the conditions: who they are, then where, then the rest."""
    who = [_people(one) for one in conditions if one.attribute.endswith(_SENIORITY)]
    work = [f"in {_any(one.groups)}" for one in conditions if one.attribute.endswith(_FUNCTION)]
    rest = [_phrase(one) for one in conditions if not one.attribute.endswith((_SENIORITY, _FUNCTION))]
    name = " ".join([*(who or ["leads"]), *work, *rest])
    return name[:1].upper() + name[1:]


def named(rules: Iterable[Sequence[Condition]]) -> list[str]:
    """A name a rule, each used once."""
    names: list[str] = []
    for conditions in rules:
        name = proposed(conditions)
        again = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({again + 1})" if again else name)
    return names


def span(condition: Condition) -> str:
    """The groups of a condition in words: a run of bands by its ends."""
    says = dict(condition.says)
    if "between" in says:
        low, high = says["between"]
        return amount(low) if low == high else f"{amount(low)} to {amount(high)}"
    return _from_to(condition.groups) if condition.run else _any(condition.groups)


def _phrase(condition: Condition) -> str:
    name = spoken(condition.attribute)
    says = dict(condition.says)
    if "equals" in says:
        return f"with {name}" if says["equals"] is True else f"without {name}"
    words = set(tokens(condition.attribute))
    for known, phrase in _PHRASES:
        if known & words and ("between" not in says or "{} employees" in phrase):
            return phrase.format(span(condition))
    return f"with {name} {span(condition)}"


def _people(condition: Condition) -> str:
    said = [_PEOPLE.get(group, group) for group in condition.groups]
    return _from_to(said) if condition.run else _any(said)


def _from_to(groups: Sequence[str]) -> str:
    """A run of levels by its ends, where it is longer than two."""
    return f"{groups[0]} to {groups[-1]}" if len(groups) > 2 else _any(groups)


def _any(groups: Sequence[str]) -> str:
    *most, last = [spoken(group) for group in groups]
    return f"{', '.join(most)} or {last}" if most else last
