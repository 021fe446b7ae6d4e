"""A market in which an asset is seen by leads that are warm anyway, and does what it is told to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import expit

from features.clock import DAY
from features.history import Coded, History, starts_of
from features.population import FAR
from models.matching import Cases, Comparison, Leads, candidates, compare, nearest
from models.matching.risk_sets import NOBODY

if TYPE_CHECKING:
    from models.rows import Floats, Ints

DAYS: Final = 400
HORIZON: Final = 30
BASE: Final = -2.2
"""Log-odds of converting within the horizon, of a lead neither warm nor cold."""
STAGES: Final = ("lost", "mql")


@dataclass(frozen=True, eq=False)
class Market:
    """Leads whose warmth, and nothing else, decides how soon they convert and how soon they see the asset.

    Attributes:
        seen: when each first saw the asset, FAR if never. [leads]
        margin: log-odds of converting within the horizon, seen or not. [leads]
    """

    leads: Leads
    seen: Ints
    margin: Floats

    @property
    def cases(self) -> Cases:
        """Leads that saw it while they could still convert, and whose horizon has passed."""
        lead = np.flatnonzero(self.seen < FAR)
        cases = Cases(lead, self.seen[lead])
        return cases.of(self.leads.told(*cases))

    def compared(self, *, alike: bool, seed: int) -> Comparison:
        """Cases against leads of their age and stage; ``alike``: of their forecast too."""
        cases = self.cases
        candidate = candidates(self.leads, self.seen, cases, 30)
        others = np.where(candidate == NOBODY, np.nan, self.margin[candidate])
        control = nearest(self.margin[cases.lead], others, candidate) if alike else candidate[:, :4]
        then = self.leads.created[control] + (cases.at - self.leads.created[cases.lead])[:, None]
        y = self.leads.outcome(control.ravel(), then.ravel()).reshape(control.shape)
        return compare(cases.lead, self.leads.outcome(*cases), control, y, seed)


def market(seed: int, leads: int = 1500, effect: float = 1.0, warmth: float = 1.0) -> Market:
    """A market; after the asset leads convert ``effect`` times as fast, and warm ones see it sooner."""
    random = np.random.default_rng(seed)
    created = np.sort((random.random(leads) * DAYS * DAY).astype(np.int64))
    warm = random.normal(0.0, 1.0, leads)
    margin = BASE + warm
    seen = random.exponential(60.0 * np.exp(-warmth * warm))
    pace = -np.log1p(-expit(margin)) / HORIZON
    reached = random.exponential(1.0, leads) / pace
    late = reached > seen
    reached = np.where(late, seen + (reached - seen) / effect, reached)
    lost, mql = random.exponential(80.0, leads), random.exponential(40.0, leads)
    known = DAYS * DAY

    def when(days: Floats, possible: Ints | Floats) -> Ints:
        at = created + (np.minimum(days, 10 * DAYS) * DAY).astype(np.int64)
        return np.where(possible & (at < known), at, FAR)

    won = when(reached, reached < lost)
    moves = {0: when(lost, lost < reached), 1: when(mql, mql < np.minimum(lost, reached))}
    rows = sorted(
        (lead, int(at), code) for code, ats in moves.items() for lead, at in enumerate(ats) if at < FAR
    )
    lead, at, code = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    stages = History(starts_of(lead, leads), at, {"stage": Coded(code.astype(np.int32), STAGES)})
    family = np.arange(leads, dtype=np.int64)
    return Market(
        Leads(created, family, stages, won, won, HORIZON * DAY, known), when(seen, seen < np.inf), margin
    )
