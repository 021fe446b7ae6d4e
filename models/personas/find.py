"""Finds personas one after the other: who stands out most, then who does among the rest, until none does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from models.personas.chance import FIRST_LEVEL, LEVEL, by_chance
from models.personas.facts import united
from models.personas.polish import polished
from models.personas.search import Search
from models.personas.shuffle import companies

if TYPE_CHECKING:
    from models.personas.facts import Condition, Facts
    from models.personas.followed import Followed
    from models.personas.search import Part
    from models.rows import Bools, Ints, Matrix

MOST: Final = 7
"""And everybody else: more than eight personas nobody remembers."""
LEAST_LEADS: Final = 30
LEAST_SHARE: Final = 0.03
LEAST_OUTCOMES: Final = 20
"""Leads that reached a target, and leads that did not, without which nobody is told from nobody."""


@dataclass(frozen=True)
class Rule:
    """Leads who meet all conditions, and no earlier rule.

    Attributes:
        p: how probable leads who stand out as far would be, were all alike.
        places: the conditions as columns of the facts; see ``search.Part``.
    """

    conditions: tuple[Condition, ...]
    p: float
    places: tuple[tuple[int, ...], ...]

    def of(self, facts: Facts) -> Bools:
        """Who meets the conditions. [leads]"""
        met = [facts.member[:, list(singles)].any(axis=1) for singles in self.places]
        return np.logical_and.reduce(met)

    def to_json(self) -> dict[str, Any]:
        """The conditions and the probability."""
        return {"where": [condition.to_json() for condition in self.conditions], "p_by_chance": self.p}


def find(facts: Facts, followed: Followed, account: Ints, seed: int) -> tuple[Rule, ...]:
    """The personas among some leads, the clearest first; none where chance could have made the first.

    Each is sought among those whom no earlier one holds, and stays only if chance seldom gives as much: in
    one of a hundred deals at most for the first, in one of twenty for the others. As the search ends with the
    first that fails, leads who are all alike are cut in one case of a hundred.

    Args:
        facts: what may be said of the leads.
        followed: what came of them.
        account: [leads], whose outcomes go together; -1 for none.
        seed: deals.
    """
    random = np.random.default_rng(seed)
    excess, reached = followed.excess(), followed.reached
    left = np.arange(len(excess))
    least = int(max(LEAST_LEADS, np.ceil(LEAST_SHARE * left.size)))
    found: list[Rule] = []
    while len(found) < MOST and _enough(reached[left], least) and facts.conditions:
        search = Search.over(facts.only(left), least)
        part = _best(search, excess[left])
        level = LEVEL if found else FIRST_LEVEL
        p = _chance(search, part, excess[left], account[left], random, level) if part.places else 1.0
        if p > level:
            break
        found.append(Rule(_said(facts, part), p, part.places))
        left = left[~search.rows(part.places)]
    return tuple(found)


def assigned(rules: tuple[Rule, ...], facts: Facts) -> Ints:
    """Each lead's persona: the number of the first rule that holds it, or that of everybody else, the last.

    [leads]
    """
    persona = np.full(len(facts.member), len(rules), dtype=np.int64)
    for number, rule in reversed(list(enumerate(rules))):
        persona[rule.of(facts)] = number
    return persona


def _enough(reached: Bools, least: int) -> bool:
    count = reached.sum(axis=0)
    either = np.minimum(count, len(reached) - count)
    return len(reached) > 2 * least and bool((either >= LEAST_OUTCOMES).any())


def _best(search: Search, excess: Matrix) -> Part:
    part = search.begin(excess)
    return polished(search, part, excess) if part.places else part


def _chance(
    search: Search, part: Part, excess: Matrix, account: Ints, random: np.random.Generator, level: float
) -> float:
    def best(dealt: Matrix) -> float:
        return _best(search, dealt).worth

    return by_chance(part.worth, best, excess, companies(account), random, level)


def _said(facts: Facts, part: Part) -> tuple[Condition, ...]:
    """The conditions of a part; what cannot be united is never looked for."""
    found = [united([facts.conditions[place] for place in singles]) for singles in part.places]
    return tuple(condition for condition in found if condition is not None)
