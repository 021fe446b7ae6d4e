"""How often a thing precedes a target, beside leads that were like those that saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy.special import expit

from features.population import FAR
from models.matching import Cases, candidates, compare, nearest
from models.matching.risk_sets import NOBODY

if TYPE_CHECKING:
    from models.matching import Comparison, Leads
    from models.rows import Floats, Ints
    from pipelines.insights.channels.things import Thing

MOST: Final = 1500
"""Cases compared; of more, so many are drawn."""
CANDIDATES: Final = 30


class Asked(NamedTuple):
    """A thing's cases and the leads that each may be compared with.

    Attributes:
        reached, preceded: leads that reached the target, and those of them that had seen the thing before.
        told, happened: cases, and those of them that reached the target in time.
        cases: those compared.
        candidate: [cases, candidates], NOBODY where there are fewer.
        then: when each candidate was as old as its case. [cases, candidates]
    """

    reached: int
    preceded: int
    told: int
    happened: int
    cases: Cases
    candidate: Ints
    then: Ints

    def moments(self) -> Cases:
        """All whose forecast is needed: the cases, and then the candidates that there are."""
        there = self.candidate != NOBODY
        return Cases(
            np.concatenate((self.cases.lead, self.candidate[there])),
            np.concatenate((self.cases.at, self.then[there])),
        )


def asked(thing: Thing, leads: Leads, seed: int) -> Asked:
    """The cases of a thing: leads that first saw it once they were known, with the target open."""
    every = np.flatnonzero((thing.first >= leads.created) & (thing.first < FAR))
    cases = Cases(every, thing.first[every])
    cases = cases.of(leads.told(*cases))
    chosen = _drawn(cases, seed)
    candidate = candidates(leads, thing.first, chosen, CANDIDATES)
    reached = leads.reached < FAR
    return Asked(
        reached=int(reached.sum()),
        preceded=int((reached & (thing.first < leads.reached)).sum()),
        told=int(cases.lead.size),
        happened=int(leads.outcome(*cases).sum()),
        cases=chosen,
        candidate=candidate,
        then=leads.created[candidate] + (chosen.at - leads.created[chosen.lead])[:, None],
    )


def before(of: Asked, leads: Leads, forecast: Floats, level: float, seed: int) -> dict[str, Any]:
    """What became of leads after they first saw a thing, and of their controls at the same age.

    Args:
        forecast: log-odds at ``of.moments()``.
    """
    margin = forecast[: of.cases.lead.size]
    others = np.full(of.candidate.shape, np.nan)
    others[of.candidate != NOBODY] = forecast[of.cases.lead.size :]
    control = nearest(margin, others, of.candidate)
    then = leads.created[control] + (of.cases.at - leads.created[of.cases.lead])[:, None]
    y = leads.outcome(control.ravel(), then.ravel()).reshape(control.shape)
    found = compare(of.cases.lead, leads.outcome(*of.cases), control, y, seed, level)
    return {
        "reached": of.reached,
        "preceded": of.preceded,
        "told": of.told,
        "happened": of.happened,
        "compared": int(of.cases.lead.size),
        "matched": found.cases,
        "forecast": _balance(margin, others, of.candidate, control),
        **_plain(found),
    }


def _drawn(cases: Cases, seed: int) -> Cases:
    if cases.lead.size <= MOST:
        return cases
    chosen = np.random.default_rng(seed).choice(cases.lead.size, MOST, replace=False)
    return cases.of(np.sort(chosen))


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
