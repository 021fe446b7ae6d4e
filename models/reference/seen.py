"""What is looked at, in training and later alike: features, scores, and how attributes were filled in.

Moments are those of the training: each lead at the agreed ages, and after its stage changes. Scores are those
of the bundle at hand, so that a change in them is a change of the leads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from features.moments import training_moments
from features.past import attribute_at
from features.population import Moments
from models import status as why

if TYPE_CHECKING:
    from collections.abc import Iterable

    from features.agreement import Moments as Ages
    from features.attributes import AttributePlan
    from features.population import Population
    from models.rows import Floats, Ints
    from models.scorer import Scorer, Scores

Kind = Literal["feature", "score", "grade", "status", "missing", "unread"]
CHUNK: Final = 20_000
"""Moments scored at a time."""
STATUSES: Final = (*why.WHY, why.TOO_OLD, why.FAR_OUT)
FITS: Final = ("A", "B", "C", "D", "X", "?")
_GONE: Final = (why.CLOSED, why.CONVERTED)
_WITHOUT: Final = ("prior", "account")
"""Features that sum up other leads, earlier ones or colleagues: by what they are, they grow with time."""


class Sample(NamedTuple):
    """The values of one column.

    Attributes:
        kind: what they are of.
        coded: codes, not amounts.
        values: [rows], NaN for unknown.
        age: int64 [rows], the place of the row's age among the agreed ones; the last: after a stage change.
        month: int64 [rows], how many windows before the end, 0 for the newest.
    """

    kind: Kind
    coded: bool
    values: Floats
    age: Ints
    month: Ints


def seen(
    scorer: Scorer, populations: Iterable[Population], since: int, until: int, window: int
) -> dict[str, Sample]:
    """All columns of the moments, and of the leads created, at ``since`` or later and before ``until``."""
    parts = [_of(scorer, population, since, until, window) for population in populations]
    return {
        name: Sample(
            sample.kind, sample.coded, *map(np.concatenate, zip(*(p[name][2:] for p in parts), strict=True))
        )
        for name, sample in parts[0].items()
    }


def ages_of(ages: Ages) -> int:
    """How many ages a row may have."""
    return len(ages.after_creation) + 1


def _of(scorer: Scorer, population: Population, since: int, until: int, window: int) -> dict[str, Sample]:
    moments = training_moments(population, scorer.agreement.moments, until)
    late = moments.as_of >= since
    moments = Moments(moments.lead[late], moments.as_of[late])
    found = dict(_attributes(scorer, population, since, until, window))
    parts = [
        scorer.score(population, Moments(moments.lead[at], moments.as_of[at]), explain=False)
        for at in _chunks(moments.lead.size)
    ]
    open_ = np.array([name not in _GONE for part in parts for name in part.status], dtype=bool)
    months = (until - 1 - moments.as_of) // window
    age = _age(scorer.agreement.moments, moments.as_of - population.created[moments.lead])
    for name, (kind, coded, values) in _columns(scorer, parts).items():
        found[name] = Sample(kind, coded, values[open_], age[open_], months[open_])
    return found


def _chunks(size: int) -> list[slice]:
    return [slice(begin, begin + CHUNK) for begin in range(0, max(size, 1), CHUNK)]


def _columns(scorer: Scorer, parts: list[Scores]) -> dict[str, tuple[Kind, bool, Floats]]:
    """Every column of the scored moments, whether or not their leads were open."""
    x = np.concatenate([part.x for part in parts])
    found: dict[str, tuple[Kind, bool, Floats]] = {
        feature.name: ("feature", feature.categorical, x[:, place].astype(np.float64))
        for place, feature in enumerate(scorer.catalog.features)
        if feature.group not in _WITHOUT
    }
    for target in scorer.targets:
        p = np.concatenate([part.forecasts[target].p for part in parts])
        found[f"p_{target}"] = ("score", False, p)
    found["rank"] = ("score", False, np.concatenate([part.rank for part in parts]))
    band = np.concatenate([part.band for part in parts]).astype(np.float64)
    found["propensity grade"] = ("grade", True, band)
    fits = [
        FITS.index("X" if fit.status == "disqualified" else fit.grade or "?")
        for part in parts
        for fit in part.fits
    ]
    if scorer.agreement.icp.rule:
        found["fit grade"] = ("grade", True, np.array(fits, dtype=np.float64))
    status = [STATUSES.index(name) for part in parts for name in part.status]
    found["status"] = ("status", True, np.array(status, dtype=np.float64))
    return found


def _age(agreed: Ages, age: Ints) -> Ints:
    """The place of each age among the agreed ones; one behind the last where it is none of them."""
    book = np.array(sorted(agreed.after_creation), dtype=np.int64)
    place = np.minimum(np.searchsorted(book, age), book.size - 1) if book.size else np.zeros_like(age)
    return np.where(book[place] == age, place, book.size) if book.size else place


def _attributes(
    scorer: Scorer, population: Population, since: int, until: int, window: int
) -> Iterable[tuple[str, Sample]]:
    """How each attribute of the leads created in time was filled in when they came."""
    lead = np.flatnonzero((population.created >= since) & (population.created < until)).astype(np.int64)
    created = population.created[lead]
    month, age = (until - 1 - created) // window, np.zeros(lead.size, dtype=np.int64)
    for name, plan in scorer.plan.attributes.items():
        if not plan.columns:
            continue
        texts = attribute_at(population, Moments(lead, created), name)
        filled = np.array([*map(plan.filled, texts.values), False])[texts.codes]
        unread = np.array([*(_unread(plan, text) for text in texts.values), False])[texts.codes]
        yield f"missing {name}", Sample("missing", True, (~filled).astype(np.float64), age, month)
        told = unread[filled].astype(np.float64)
        yield f"unread {name}", Sample("unread", True, told, age[filled], month[filled])


def _unread(plan: AttributePlan, text: str) -> bool:
    """Whether the model makes nothing of a text: a category it does not know, no number or date, ..."""
    value = plan.parse(text)[0]
    return bool(np.isnan(value) or (plan.kind == "category" and value == 0))
