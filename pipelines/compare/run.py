"""Reads the receipts of a champion and of its shadow, and what became of the leads since."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from features.agreement import read_agreement
from features.clock import NEVER, iso, now
from features.errors import WorkspaceError
from features.sources import open_journey
from models.workspace import Workspace
from pipelines.commands.ledgers import ledger_at
from pipelines.compare.likeness import TARGETS, Alike, Moves, alike, moves
from pipelines.compare.matured import Matured, matured, outcomes_of
from pipelines.progress import step
from pipelines.train.material import end_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from features.agreement import Agreement
    from features.agreement.values import Target
    from models.ledger import Pair
    from models.rows import Floats


@dataclass(frozen=True)
class Comparison:
    """What a shadow said beside what was answered.

    Attributes:
        version: of the shadow.
        answered: how many of the requests each champion answered, by its version.
        leads: how many leads with an id they were about.
        alike: of each target that both forecast.
        statuses, grades, actions: how these differ.
        known_until: an instant; the sources are known before it. None where they were not looked at.
        matured: of each target that has outcomes.
    """

    version: str
    answered: dict[str, int]
    leads: int
    alike: dict[Target, Alike]
    statuses: Moves
    grades: Moves
    actions: Moves
    known_until: int | None
    matured: dict[Target, Matured]

    @property
    def requests(self) -> int:
        """How many both scored."""
        return sum(self.answered.values())

    def to_json(self) -> dict[str, Any]:
        """As the command answers it."""
        return {
            "version": self.version,
            "requests": self.requests,
            "answered": self.answered,
            "leads": self.leads,
            "targets": {target: found._asdict() for target, found in self.alike.items()},
            "statuses": self.statuses.to_json(),
            "grades": self.grades.to_json(),
            "actions": self.actions.to_json(),
            "known_until": None if self.known_until is None else iso(self.known_until),
            "matured": {target: _told(found) for target, found in self.matured.items()},
        }


def compare_workspace(path: Path, version: str | None = None, since: int | None = None) -> Comparison:
    """Compares a shadow with the champions that answered while it rode along.

    Args:
        version: of the shadow; without it, the one that rides now, or else the one that last did.
        since: an instant; scores that were given before do not count.

    Raises:
        WorkspaceError: nothing ever rode along.
        LedgerError: there is no ledger, or it cannot be read.
    """
    workspace, agreement = Workspace(path), read_agreement(path)
    chosen = version or _ridden(workspace)
    with ledger_at(workspace, agreement, begun=True) as ledger, step("reading what both said"):
        pairs = list(ledger.pairs(chosen, NEVER if since is None else since, now() + 1))
    return comparison(chosen, pairs, *_outcomes(path, agreement, pairs))


def comparison(
    version: str, pairs: Sequence[Pair], known_until: int | None, y: dict[Target, Floats]
) -> Comparison:
    """The comparison of some pairs; ``y`` as ``outcomes_of`` finds it."""
    found: dict[Target, Alike] = {
        target: told for target in TARGETS if (told := alike(pairs, target)) is not None
    }
    judged: dict[Target, Matured] = {
        target: told for target, outcome in y.items() if (told := matured(pairs, target, outcome)).scores
    }
    return Comparison(
        version=version,
        answered=dict(sorted(Counter(pair.champion.model_version for pair in pairs).items())),
        leads=len({pair.lead_id for pair in pairs} - {""}),
        alike=found,
        statuses=moves(pairs, lambda side: side.status),
        grades=moves(pairs, lambda side: side.grade),
        actions=moves(pairs, lambda side: side.action),
        known_until=known_until,
        matured=judged,
    )


def _outcomes(
    path: Path, agreement: Agreement, pairs: Sequence[Pair]
) -> tuple[int | None, dict[Target, Floats]]:
    if not pairs:
        return None, {}
    with step("looking what became of the leads"), open_journey(agreement, path) as journey:
        until = end_of(journey)
        return until, outcomes_of(journey, pairs, agreement.targets.horizons(), until)


def _ridden(workspace: Workspace) -> str:
    riding = workspace.shadow_version()
    if riding is not None:
        return riding
    for made in reversed(workspace.shadows()):
        if made.version:
            return made.version
    raise WorkspaceError(
        f"{workspace.path}: no bundle ever rode along; have one ride with: leadcast shadow VERSION"
    )


def _told(found: Matured) -> dict[str, Any]:
    return {
        **found._asdict(),
        "measures": {
            name: {**one._asdict(), "difference": one.difference._asdict() if one.difference else None}
            for name, one in found.measures.items()
        },
    }
