"""How often a thing precedes a target, beside leads that were like those that saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import expit

from features.population import FAR
from models.matching import Cases, candidates, compare, nearest
from models.matching.risk_sets import NOBODY

if TYPE_CHECKING:
    from models.matching import Comparison, Leads
    from models.rows import Floats, Ints
    from pipelines.insights.channels.prognosis import Prognosis
    from pipelines.insights.channels.things import Thing

MOST: Final = 1500
"""Cases compared; of more, so many are drawn."""
CANDIDATES: Final = 30


def before(thing: Thing, leads: Leads, prognosis: Prognosis, level: float, seed: int) -> dict[str, Any]:
    """What became of leads after they first saw a thing, and of their controls at the same age."""
    reached = leads.reached < FAR
    every = np.flatnonzero((thing.first >= leads.created) & (thing.first < FAR))
    cases = Cases(every, thing.first[every])
    cases = cases.of(leads.told(*cases))
    happened = leads.outcome(*cases)
    chosen = _drawn(cases, seed)
    candidate = candidates(leads, thing.first, chosen, CANDIDATES)
    age = chosen.at - leads.created[chosen.lead]
    then = leads.created[candidate] + age[:, None]
    margin, others = _margins(prognosis, chosen, candidate, then)
    control = nearest(margin, others, candidate)
    controls_then = leads.created[control] + age[:, None]
    y = leads.outcome(control.ravel(), controls_then.ravel()).reshape(control.shape)
    found = compare(chosen.lead, leads.outcome(*chosen), control, y, seed, level)
    return {
        "reached": int(reached.sum()),
        "preceded": int((reached & (thing.first < leads.reached)).sum()),
        "told": int(cases.lead.size),
        "happened": int(happened.sum()),
        "compared": int(chosen.lead.size),
        "matched": found.cases,
        "forecast": _balance(margin, others, candidate, control),
        **_plain(found),
    }


def _drawn(cases: Cases, seed: int) -> Cases:
    if cases.lead.size <= MOST:
        return cases
    chosen = np.random.default_rng(seed).choice(cases.lead.size, MOST, replace=False)
    return cases.of(np.sort(chosen))


def _margins(prognosis: Prognosis, cases: Cases, candidate: Ints, then: Ints) -> tuple[Floats, Floats]:
    """Log-odds of cases and of candidates; NaN where there is none."""
    there = candidate != NOBODY
    told = prognosis.margin(
        np.concatenate((cases.lead, candidate[there])), np.concatenate((cases.at, then[there]))
    )
    others = np.full(candidate.shape, np.nan)
    others[there] = told[cases.lead.size :]
    return told[: cases.lead.size], others


def _balance(margin: Floats, others: Floats, candidate: Ints, control: Ints) -> list[float] | None:
    """The mean forecast of the cases that have controls, and of these."""
    there = control != NOBODY
    used = there.any(axis=1)
    if not used.any():
        return None
    # a control stands once among a case's candidates
    chosen = (candidate[:, None, :] == control[:, :, None]) & there[:, :, None]
    theirs = np.where(chosen, expit(np.nan_to_num(others))[:, None, :], 0.0).sum(axis=(1, 2))
    return [float(expit(margin[used]).mean()), float((theirs[used] / there[used].sum(axis=1)).mean())]


def _plain(found: Comparison) -> dict[str, Any]:
    return {
        "outcomes": list(found.outcomes),
        "controls": found.controls,
        "rate": found.rate,
        "matched_rate": found.matched,
        "difference": found.difference,
        "difference_interval": list(found.difference_interval) if found.difference_interval else None,
        "ratio": found.ratio,
        "ratio_interval": list(found.ratio_interval) if found.ratio_interval else None,
        "chance": found.chance,
    }
