"""Who sees a thing: which groups of leads are commoner among those that saw it than among all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.population import FAR
from features.view import View
from models.fits import Fits
from models.metrics.tables import wilson
from pipelines.insights.channels.origin import arrivals
from pipelines.insights.grouping import OTHER, groupings

if TYPE_CHECKING:
    from models.rows import Bools, Ints
    from pipelines.insights.book import Book
    from pipelines.insights.channels.gathered import Gathered
    from pipelines.insights.channels.origin import Origin
    from pipelines.insights.channels.things import Thing

SURELY: Final = 4.0
"""Standard deviations by which a share must differ: there are hundreds of groups and things."""
TELLING: Final = 3
"""Groups of other attributes that are named."""
GRADE: Final = "fit"


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of leads, as known on arrival.

    Attributes:
        names: attribute and group.
        member: [leads, groups].
        always: whether a group is told of though nothing is special about it. [groups]
    """

    names: tuple[tuple[str, str], ...]
    member: Bools
    always: Bools


def groups_of(book: Book, gathered: Gathered, origin: Origin | None) -> Groups:
    """All attributes' groups, the grades of fit, and where leads came from."""
    leads = gathered.created.size
    lead = book.data.lead[book.first]
    names: list[tuple[str, str]] = []
    parts: list[Bools] = []
    always: list[bool] = []
    if origin is not None:
        names += [("channel", name) for name in origin.names]
        parts += [origin.code == code for code in range(len(origin.names))]
    grades = _grades(book, gathered)
    for grade in sorted(set(grades) - {None}, key=str):
        names.append((GRADE, str(grade)))
        parts.append(np.array([one == grade for one in grades]))
    always += [True] * len(names)
    known = origin.attribute if origin else None
    for found in groupings(book):
        if found.attribute == known:
            continue
        for place, group in enumerate(found.groups):
            if group != OTHER:
                member = np.zeros(leads, dtype=bool)
                member[lead] = found.member[book.first, place]
                names.append((found.attribute, group))
                parts.append(member)
                always.append(False)
    member = np.column_stack(parts) if parts else np.zeros((leads, 0), dtype=bool)
    return Groups(tuple(names), member, np.array(always, dtype=bool))


def audience(thing: Thing, groups: Groups) -> list[dict[str, Any]]:
    """Channels and grades of those that saw it, and the attributes that set them apart from all leads."""
    saw = thing.first < FAR
    leads, n = saw.size, int(saw.sum())
    inside, every = groups.member[saw].sum(axis=0), groups.member.sum(axis=0)
    share = every / leads
    spread = np.sqrt(n * share * (1 - share) * (leads - n) / max(leads - 1, 1))
    apart = np.divide(inside - n * share, spread, out=np.zeros(share.size), where=spread > 0)
    telling = np.flatnonzero(~groups.always & (np.abs(apart) > SURELY))
    told = [*np.flatnonzero(groups.always), *_strongest(telling, np.abs(apart))]
    return [
        {
            "attribute": groups.names[place][0],
            "group": groups.names[place][1],
            "leads": int(inside[place]),
            "share": float(inside[place] / n),
            "interval": list(wilson(float(inside[place] / n), n)),
            "of_all": float(share[place]),
            "apart": bool(abs(apart[place]) > SURELY),
        }
        for place in told
    ]


def _strongest(telling: Ints, apart: Ints) -> list[int]:
    order = np.argsort(-apart[telling], kind="stable")
    return telling[order[:TELLING]].tolist()


def _grades(book: Book, gathered: Gathered) -> list[str | None]:
    """The grade of fit of each lead on arrival."""
    reader = Fits(book.agreement, book.reader.plan)
    if not book.agreement.icp.rule:
        return [None] * gathered.created.size
    return [
        fit.grade
        for population in book.populations
        for fit in reader.of(View(book.reader.plan, population, arrivals(population.created)))
    ]
