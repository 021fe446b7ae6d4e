"""The list of leads to work in a week: who is on it, who just missed it, who can wait, what each is worth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

import numpy as np

from models.queue.candidate import aside
from models.queue.counts import Expected, expected
from models.queue.places import in_order, placed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from features.agreement.values import Target
    from models.queue.candidate import Candidate
    from models.queue.terms import Terms

SAFE: Final = 0.05
"""The end of the list that holds at most this share of all expected conversions is safe to skip."""


Part = Literal["queue", "missed", "skipped"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)


class CutOff(NamedTuple):
    """The last lead that its forecast gave a place.

    Attributes:
        p: its forecast of the target that ranks: who has less waits.
        grade: its grade.
    """

    p: float
    grade: str | None


@dataclass(frozen=True, eq=False)
class Queue:
    """A week's list. The leads of ``ranked``, ``explored``, ``missed`` and ``skipped`` are the whole book.

    Attributes:
        ranked: handed over for their forecasts, best first.
        explored: handed over whatever their forecasts.
        missed: just below the cut-off, best first.
        skipped: all others, best first.
        chance: of an average lead below the cut-off to be explored this week.
        aside: how many leads were not asked, by the reason in a word.
        cut_off: None where there is room for everybody.
        expected: by part of the list and target, the conversions.
        safe: how many leads at the end of ``skipped`` together hold at most SAFE of all that is expected.
    """

    terms: Terms
    ranked: tuple[Candidate, ...]
    explored: tuple[Candidate, ...]
    missed: tuple[Candidate, ...]
    skipped: tuple[Candidate, ...]
    chance: float
    aside: Mapping[str, int]
    cut_off: CutOff | None
    expected: Mapping[Part, Mapping[Target, Expected]]
    safe: int

    @property
    def handed(self) -> tuple[Candidate, ...]:
        """All that have a place."""
        return self.ranked + self.explored

    def part(self, name: Part) -> tuple[Candidate, ...]:
        """The leads of a part, best first; explored ones behind the others."""
        return {"queue": self.handed, "missed": self.missed, "skipped": self.skipped}[name]


def queue_of(leads: Iterable[Candidate], terms: Terms, answered: Collection[str] = ()) -> Queue:
    """The list of some leads, each given once. It depends on them and the terms, not on their order.

    Args:
        answered: the leads that sales has answered of late.

    Raises:
        ValueError: the terms have no capacity.
    """
    if terms.capacity is None:
        raise ValueError("a list has no end without a capacity")
    book, idle = sorted_out(leads, terms, answered)
    places = placed(book, terms.capacity, terms)
    missed, skipped = places.below[: terms.following], places.below[terms.following :]
    parts: dict[Part, tuple[Candidate, ...]] = {
        "queue": places.ranked + places.explored,
        "missed": missed,
        "skipped": skipped,
    }
    return Queue(
        terms=terms,
        ranked=places.ranked,
        explored=places.explored,
        missed=missed,
        skipped=skipped,
        chance=places.chance,
        aside=idle,
        cut_off=_cut_off(places.ranked, terms.ranked_by) if places.below and places.ranked else None,
        expected={name: expectations(part, terms) for name, part in parts.items()},
        safe=_safe(book, skipped, terms.targets[0]),
    )


def sorted_out(
    leads: Iterable[Candidate], terms: Terms, answered: Collection[str] = ()
) -> tuple[list[Candidate], Mapping[str, int]]:
    """The leads that may be worked, best first; and how many others there are, by the reason in a word."""
    book: list[Candidate] = []
    idle: Counter[str] = Counter()
    for lead in leads:
        why = aside(lead, terms.ranked_by, terms.targets, answered)
        if why is None:
            book.append(lead)
        else:
            idle[why] += 1
    return in_order(book, terms.ranked_by), dict(sorted(idle.items()))


def expectations(leads: Sequence[Candidate], terms: Terms) -> dict[Target, Expected]:
    """By target, how many of some leads convert within its horizon."""
    return {
        target: expected(np.array([lead.chance(target) or 0.0 for lead in leads]), terms.errors[target])
        for target in terms.targets
    }


def _cut_off(ranked: Sequence[Candidate], ranked_by: Target) -> CutOff:
    last = ranked[-1]
    return CutOff(last.chance(ranked_by) or 0.0, last.grade)


def _safe(book: Sequence[Candidate], skipped: Sequence[Candidate], target: Target) -> int:
    whole = sum(lead.chance(target) or 0.0 for lead in book)
    lost = np.cumsum([lead.chance(target) or 0.0 for lead in reversed(skipped)])
    return int(np.searchsorted(lost, SAFE * whole, side="right"))
