"""What personas may be made of: one condition on one attribute, and who meets it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from models.rows import Bools, Ints

MOST_PAIRED: Final = 12
"""With more values than this, pairs of them would be most of all that can be said."""


class Fact(NamedTuple):
    """An attribute cut in groups.

    Attributes:
        attribute: as a rule of the agreement names it.
        kind: "ordered", "unordered" or "items" (a lead may be in several groups).
        groups: their names.
        member: [leads, groups].
        conditions: how the agreement would say each group; None where it cannot.
    """

    attribute: str
    kind: str
    groups: tuple[str, ...]
    member: Bools
    conditions: tuple[dict[str, Any] | None, ...]


@dataclass(frozen=True)
class Condition:
    """One of some groups of an attribute.

    Attributes:
        says: the same in the agreement's words.
        run: the groups follow each other.
    """

    attribute: str
    groups: tuple[str, ...]
    says: tuple[tuple[str, Any], ...]
    run: bool = False

    def to_json(self) -> dict[str, Any]:
        """A line of the agreement, and the groups' names."""
        return {"attribute": self.attribute, "groups": list(self.groups), "where": dict(self.says)}


@dataclass(frozen=True, eq=False)
class Facts:
    """All conditions that may be asked.

    Attributes:
        conditions: one a column.
        member: [leads, conditions], whether each lead meets each.
        made_of: for each condition, the columns of the single groups that it unites.
        ordered: the attributes whose groups follow each other.
    """

    conditions: tuple[Condition, ...]
    member: Bools
    made_of: tuple[tuple[int, ...], ...]
    ordered: frozenset[str]

    @classmethod
    def of(cls, given: Iterable[Fact]) -> Facts:
        """Each group that the agreement can say, runs of ordered ones, and pairs of the others."""
        conditions: list[Condition] = []
        columns: list[Bools] = []
        made_of: list[tuple[int, ...]] = []
        ordered: set[str] = set()
        leads = 0
        for fact in given:
            leads, begin = fact.member.shape[0], len(conditions)
            own = [place for place, says in enumerate(fact.conditions) if says is not None]
            if fact.kind == "ordered":
                ordered.add(fact.attribute)
            single = [_single(fact, place) for place in own]
            for chosen in _sets(fact.kind, len(own)):
                condition = united([single[place] for place in chosen])
                if condition is not None:
                    conditions.append(condition)
                    made_of.append(tuple(begin + place for place in chosen))
                    columns.append(_either(fact, [own[place] for place in chosen]))
        member = np.column_stack(columns) if columns else np.zeros((leads, 0), dtype=bool)
        return cls(tuple(conditions), member, tuple(made_of), frozenset(ordered))

    def only(self, rows: Bools | Ints) -> Facts:
        """The same of some of the leads."""
        return Facts(self.conditions, self.member[rows], self.made_of, self.ordered)


def _sets(kind: str, count: int) -> Iterator[tuple[int, ...]]:
    """The single groups first, in order."""
    yield from ((place,) for place in range(count))
    if kind == "ordered":
        for length in range(2, count):
            yield from (tuple(range(at, at + length)) for at in range(count - length + 1))
    elif kind == "unordered" and 2 < count <= MOST_PAIRED:
        yield from combinations(range(count), 2)


def _either(fact: Fact, places: list[int]) -> Bools:
    return np.asarray(fact.member[:, places].any(axis=1), dtype=np.bool_)


def _single(fact: Fact, place: int) -> Condition:
    says = fact.conditions[place] or {}
    return Condition(fact.attribute, (fact.groups[place],), tuple(says.items()), fact.kind == "ordered")


def united(some: Sequence[Condition]) -> Condition | None:
    """Any of several conditions on one attribute; None where the agreement has no such words."""
    attribute, run = some[0].attribute, some[0].run
    groups = tuple(group for one in some for group in one.groups)
    if len(some) == 1:
        return some[0]
    kinds = {kind for one in some for kind, _ in one.says}
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    values = [value for one in some for _, value in one.says]
    if kind == "between":
        low, high = min(one[0] for one in values), max(one[1] for one in values)
        return Condition(attribute, groups, ((kind, [low, high]),), run)
    if kind in ("one_of", "contains"):
        return Condition(attribute, groups, ((kind, [word for one in values for word in one]),), run)
    return None
