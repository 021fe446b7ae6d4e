"""Asks every question, and decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.errors import LeadcastError
from models.scorer import Scorer
from pipelines.gate.check import told
from pipelines.gate.comparable import same_targets
from pipelines.gate.compared import compared
from pipelines.gate.leaks import leaks
from pipelines.gate.moving import migration_check, migration_of
from pipelines.gate.rival import rival
from pipelines.gate.running import latency, size
from pipelines.gate.verdict import decided

if TYPE_CHECKING:
    from features.agreement.gate import Gate
    from models.bundle import Bundle
    from pipelines.gate.check import Check
    from pipelines.gate.decision import Decision
    from pipelines.gate.judged import Judged
    from pipelines.train.material import Material


def decide(
    material: Material,
    judged: Judged,
    bundle: Bundle,
    champion: Bundle,
    rules: Gate,
    twin: Bundle | None = None,
    promises: Check | None = None,
) -> Decision:
    """Champion and challenger on the same newest mature moments, which neither of them was trained on.

    Each one's twin stands in for it, from below: it learnt by the same recipe without the newest leads. A
    champion that has none is judged itself, on leads younger than its training, as far as they have matured.

    Args:
        material: the journey, opened by today's agreement.
        judged: what the twin said of leads that it had not seen.
        bundle: the challenger.
        champion: the bundle that serves.
        rules: what is asked of the challenger.
        twin: the champion's.
        promises: what the monitor says of the champion.
    """
    challenger = Scorer(bundle)
    try:
        home = champion.path.parents[2]
        with rival(champion, material, home) as serving, rival(twin or champion, material, home) as judge:
            checks = [
                *same_targets(serving.scorer.agreement, material.agreement),
                *compared(judge, judged, bundle, champion, rules),
                *([promises] if promises else ()),
                *leaks(bundle, champion),
                size(bundle, rules),
                latency(material, challenger, serving, rules),
            ]
            migration = migration_of(material, challenger, serving)
    except LeadcastError as error:
        why = f"The champion cannot be asked any more: {error}."
        return decided([told("champion", "broken", why), size(bundle, rules)], None, rules)
    return decided([*checks, migration_check(migration, rules)], migration, rules)
