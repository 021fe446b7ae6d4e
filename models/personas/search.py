"""Looks for the part of some leads that converts most differently from the rest of them.

A beam search over conjunctions, as in subgroup discovery (Klösgen, 1996; Lavrač et al., 2004): the best
conditions are each narrowed by a second and a third, then the best of all is polished, value by value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.personas.evidence import evidence

if TYPE_CHECKING:
    from models.personas.facts import Facts
    from models.rows import Bools, Floats, Ints, Matrix

MOST_CONDITIONS: Final = 3
BEAM: Final = 10
PER_ATTRIBUTE: Final = 3
"""Conditions of one attribute that a beam holds: they resemble each other, and others shall have a turn."""
MOST_OF: Final = 0.6
"""Of what is left, a part has at most so much: of two sides that differ, the smaller is the persona."""
PER_VALUE: Final = 2.0
"""The evidence that a further value of an attribute without order must add."""


class Part(NamedTuple):
    """Some leads, and what is said for them.

    Attributes:
        places: the conditions, each as the columns of the single groups that it unites.
        worth: the evidence less what is charged for each condition after the first, and for further values.
    """

    places: tuple[tuple[int, ...], ...]
    worth: float


NOBODY: Final = Part((), 0.0)


@dataclass(frozen=True, eq=False)
class Search:
    """Everything about the leads that does not change when outcomes are dealt anew.

    Attributes:
        facts: their conditions.
        member: the same as float32, whose products are whole numbers and therefore exact.
        of: [conditions], the number of each one's attribute.
        cost: [conditions], charged for its values after the first.
        least: how many leads a part and the rest of them have at least.
        charge: the evidence that a further condition must add: what the best of so many would add by chance.
    """

    facts: Facts
    member: Matrix
    of: Ints
    cost: Floats
    least: int
    charge: float

    @classmethod
    def over(cls, facts: Facts, least: int) -> Search:
        """A search among leads with these facts."""
        numbers: dict[str, int] = {}
        of = [numbers.setdefault(one.attribute, len(numbers)) for one in facts.conditions]
        cost = [
            0.0 if one.attribute in facts.ordered else PER_VALUE * (len(one.groups) - 1)
            for one in facts.conditions
        ]
        charge = 2.0 * float(np.log(max(2, len(of))))
        return cls(
            facts, facts.member.astype(np.float32), np.array(of, np.int64), np.array(cost), least, charge
        )

    def rows(self, places: tuple[tuple[int, ...], ...]) -> Bools:
        """Who meets all of some conditions. [leads]"""
        found = np.ones(len(self.member), dtype=bool)
        for singles in places:
            found &= self.facts.member[:, list(singles)].any(axis=1)
        return found

    def weighed(self, member: Matrix, parents: Matrix, excess: Matrix) -> Floats:
        """The evidence of each parent narrowed by each condition; 0 where too few are in or out.

        Args:
            member: [leads, conditions].
            parents: [leads, parents].
            excess: [leads, targets].

        Returns:
            [conditions, parents].
        """
        size = len(excess)
        counted = np.column_stack([excess, np.ones(size, np.float32)])
        each = (parents[:, :, None] * counted[:, None, :]).reshape(size, -1)
        sums = (member.T @ each).reshape(member.shape[1], parents.shape[1], -1).astype(np.float64)
        leads = sums[..., -1]
        told = evidence(sums[..., :-1], leads, excess)
        return np.where((leads < self.least) | (leads > MOST_OF * size), 0.0, told)

    def begin(self, excess: Matrix) -> Part:
        """The part that is worth most, before it is polished.

        Args:
            excess: [leads, targets], see ``Followed.excess``.
        """
        best = NOBODY
        beam: list[tuple[int, ...]] = [()]
        for depth in range(MOST_CONDITIONS):
            told = self._narrowed(beam, excess)
            paid = np.array([sum(self.cost[place] for place in part) for part in beam])
            worth = told - self.charge * depth - self.cost[:, None] - paid
            if worth.size and float(worth.max()) > best.worth:
                condition, parent = divmod(int(np.argmax(worth)), len(beam))
                chosen = sorted((*beam[parent], condition))
                best = Part(tuple(self.facts.made_of[place] for place in chosen), float(worth.max()))
            beam = self._beam(beam, told)
            if not beam:
                break
        return best

    def _narrowed(self, beam: list[tuple[int, ...]], excess: Matrix) -> Floats:
        """[conditions, parts of the beam]; 0 where the part has a condition on the attribute already."""
        parents = np.column_stack([self.facts.member[:, list(part)].all(axis=1) for part in beam])
        told = self.weighed(self.member, parents.astype(np.float32), excess)
        taken = np.array([[*(self.of[place] for place in part), -1] for part in beam])
        return np.where((self.of[:, None, None] == taken[None]).any(axis=2), 0.0, told)

    def _beam(self, beam: list[tuple[int, ...]], told: Floats) -> list[tuple[int, ...]]:
        found: dict[tuple[int, ...], None] = {}
        begun: dict[int, int] = {}
        for flat in np.argsort(-told, axis=None, kind="stable").tolist():
            condition, parent = divmod(flat, len(beam))
            if told[condition, parent] <= 0 or len(found) == BEAM:
                break
            part = tuple(sorted((*beam[parent], condition)))
            attribute = int(self.of[condition])
            if begun.get(attribute, 0) < PER_ATTRIBUTE and part not in found:
                found[part] = None
                begun[attribute] = begun.get(attribute, 0) + 1
        return list(found)
