"""The ledger's matured scores, judged by what the journey says came of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from features.agreement import read_agreement
from features.clock import WEEK
from features.errors import LedgerError
from models.ledger import Ledger, ledger_url
from models.ledger.place import place_of
from pipelines.monitor.cohort import cohorts, in_its_time, matured
from pipelines.monitor.outcomes import figures, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from features.agreement import Agreement, Monitor
    from features.population import Population
    from features.sources import Journey
    from models.ledger.reading import ScoredRow
    from models.workspace import Workspace
    from pipelines.monitor.cohort import Cohort
    from pipelines.monitor.finding import Finding

SPAN: Final = 3
"""Windows within which outcomes must have matured to be judged: older ones were judged before."""

NONE_YET: Final = (
    "No score of the ledger has matured yet: outcomes are judged once receipts are older than the horizon."
)
TENTH: Final = 0.1
HALF: Final = 0.5


@dataclass
class Judged:
    """What was found; ``note`` says why nothing was, if so."""

    findings: list[Finding] = field(default_factory=list["Finding"])
    figures: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    note: str = ""


def judge(
    journey: Journey, populations: Iterable[Population], workspace: Workspace, limits: Monitor, now: int
) -> Judged:
    """Judges the scores that matured within ``SPAN`` windows before ``now``, bundle by bundle."""
    agreement = journey.agreement
    horizons, span = agreement.targets.horizons(), SPAN * limits.window
    try:
        rows = list(_receipts(workspace, now - span - max(horizons.values(), default=0)))
    except LedgerError as error:
        return Judged(note=f"Outcomes were not looked at: {error}")
    groups = matured(in_its_time(rows, workspace), horizons, now, span)
    if not groups:
        return Judged(note=NONE_YET)
    found = cohorts(groups, populations, horizons, now)
    share = workable(found, agreement, span)
    return Judged(
        list(outcomes(found, share, limits)), [figures(one, _evaluation(workspace, one)) for one in found]
    )


def workable(found: Sequence[Cohort], agreement: Agreement, span: int) -> float:
    """The share of the scored leads that sales could work; a tenth where the agreement does not say."""
    leads: Counter[str] = Counter()
    for one in found:
        leads[one.target] += one.y.size
    capacity = agreement.action.capacity_per_week
    if not capacity or not leads:
        return TENTH
    return min(HALF, capacity * span / WEEK / max(1, *leads.values()))


def _receipts(workspace: Workspace, since: int) -> Iterator[ScoredRow]:
    """The receipts from an instant on; where there is no ledger yet, none is made."""
    url = ledger_url(read_agreement(workspace.path))
    place = place_of(url, workspace.state)
    if place.file is None or place.file.is_file():
        with Ledger.open(url, workspace.state) as ledger:
            yield from ledger.scored(since, 2**62)


def _evaluation(workspace: Workspace, one: Cohort) -> dict[str, Any] | None:
    if one.version not in workspace.versions():
        return None
    told: dict[str, Any] = workspace.bundle(one.version).json("evaluation.json")
    return told
