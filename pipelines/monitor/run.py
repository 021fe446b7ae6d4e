"""One look of the monitor: sources, scores, matured outcomes, the service; and who is told."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from features.agreement import read_agreement
from features.clock import instant, iso
from features.errors import SourceError, UsageError
from features.load import load_population, shards_of
from features.sources import open_journey
from models.reference import Reference, rows_of, seen
from models.reference.reference import columns_of
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.monitor import schema
from pipelines.monitor.drift import drifted
from pipelines.monitor.finding import Finding, finding
from pipelines.monitor.judged import judge
from pipelines.monitor.service import service
from pipelines.monitor.training import age
from pipelines.monitor.volumes import newcomers, stale, volumes
from pipelines.progress import step
from pipelines.train.material import end_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from features.agreement import Monitor
    from features.population import Population
    from features.sources import Journey


@dataclass
class Looked:
    """What a look found.

    Attributes:
        facts: which workspace, when, and by which bundle.
        limits: of the agreement as it stands.
        findings: all of them, raised or not.
        cohorts: the figures of matured scores.
        notes: what could not be looked at, and why.
    """

    facts: dict[str, Any]
    limits: Monitor
    findings: list[Finding] = field(default_factory=list[Finding])
    cohorts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    notes: list[str] = field(default_factory=list[str])

    @property
    def alerts(self) -> list[Finding]:
        """What is raised, and not switched off."""
        return [one for one in self.findings if one.raised and one.name not in self.limits.off]


def look(path: Path, as_of: int | None = None, address: str | None = None) -> Looked:
    """Looks at a workspace as of an instant (default: just after its newest row).

    Args:
        address: of the service's metrics; without it the service is not looked at.

    Raises:
        WorkspaceError: there is no champion to compare with.
        UsageError: the champion knows more than was known by ``as_of``.
    """
    agreement, workspace = read_agreement(path), Workspace(path)
    scorer = Scorer(champion := workspace.champion())
    trained = instant(str(champion.manifest["facts"]["as_of"]))
    found = Looked({"name": agreement.name, "model_version": champion.version}, agreement.monitor)
    try:
        with step("reading the sources"):
            journey = open_journey(scorer.agreement, path, until=as_of)
    except SourceError as error:
        found.findings.append(finding("source_unreadable", "sources", str(error)))
        found.facts["as_of"] = iso(as_of) if as_of else None
    else:
        with closing(journey):
            found.findings.append(
                finding("source_unreadable", "sources", "All sources can be read.", raised=False)
            )
            when = as_of or end_of(journey)
            if when < trained:
                raise UsageError(
                    f"the champion {champion.version} was trained on what was known by {iso(trained)}; "
                    f"look at a later instant than {iso(when)}"
                )
            found.facts["as_of"] = iso(when)
            _data(found, journey, scorer, Reference.of(champion), when)
            _outcomes(found, journey, workspace, when)
            found.findings.append(age(trained, workspace.versions(), when, found.limits))
    if address:
        with step("asking the service"):
            found.findings += service(address, champion.version, found.limits)
    return found


def _data(found: Looked, journey: Journey, scorer: Scorer, reference: Reference | None, when: int) -> None:
    if reference is None:
        found.notes.append(
            "The champion does not tell what its training looked like; train again to compare with it."
        )
        return
    limits, window = found.limits, reference.window
    with step("comparing sources, features and scores with the training"):
        now = rows_of(journey, when, window, most=1)
        found.findings += schema.columns(reference.sources, columns_of(journey))
        found.findings += stale(reference, now, when, limits)
        found.findings += volumes(reference, now, when, limits)
        found.findings += newcomers(reference, now, limits)
        sample = seen(scorer, _populations(journey), when - window, when, window)
        found.findings += drifted(reference, sample, limits)


def _outcomes(found: Looked, journey: Journey, workspace: Workspace, when: int) -> None:
    with step("judging matured scores by what came of them"):
        judged = judge(journey, _populations(journey), workspace, found.limits, when)
    found.findings += judged.findings
    found.cohorts += judged.figures
    if judged.note:
        found.notes.append(judged.note)


def _populations(journey: Journey) -> Iterator[Population]:
    shards = shards_of(journey)
    return (load_population(journey, shard, shards) for shard in range(shards))
