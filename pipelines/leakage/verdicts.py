"""All verdicts on a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.leakage import judge_together
from pipelines.leakage.agreed import agreed
from pipelines.leakage.attributes import described
from pipelines.leakage.stamps import stamped
from pipelines.leakage.times import timed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.plan import Plan
    from models.leakage import Verdict
    from models.leakage.verdict import Word
    from pipelines.train.material import Material

GRAVITY: Final[dict[Word, int]] = {"leak": 0, "suspicious": 1, "ok": 2}


def verdicts(material: Material, plan: Plan) -> tuple[Verdict, ...]:
    """Attributes, then kinds of touch, then stages; the gravest of each first.

    Args:
        material: the journey as known by its end.
        plan: how the attributes are read, fitted to that material.
    """
    times = timed(material)
    stages = {verdict.name: verdict for verdict in times.stages}
    return (
        *_gravest_first(material, _attributes(material, plan)),
        *_gravest_first(material, times.touches),
        *_gravest_first(material, stamped(material.journey, stages)),
    )


def _attributes(material: Material, plan: Plan) -> tuple[Verdict, ...]:
    """The worst verdict on each attribute over all targets."""
    found = described(material, plan)
    horizons = material.agreement.targets.horizons()
    by_target = [
        judge_together(found.columns, leads, horizons[target], material.agreement.seed, target)
        for target, leads in found.leads.items()
    ]
    # in the end closing counts, so of equals the last target's numbers are shown
    return tuple(
        min(reversed(same), key=lambda verdict: GRAVITY[verdict.verdict])
        for same in zip(*by_target, strict=True)
    )


def _gravest_first(material: Material, found: Sequence[Verdict]) -> list[Verdict]:
    return sorted(
        (agreed(verdict, material.agreement) for verdict in found),
        key=lambda verdict: (GRAVITY[verdict.verdict], verdict.name),
    )
