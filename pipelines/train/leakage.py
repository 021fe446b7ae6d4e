"""The leakage gate: what it found in one workspace, and whether training may go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from features.errors import LeakageError
from models.leakage import Gap, Verdict, random_versus_time
from pipelines.leakage import lines_for, show_verdicts, verdicts
from pipelines.train.belief import prepare

if TYPE_CHECKING:
    from features.agreement import Agreement
    from features.agreement.values import Target
    from pipelines.train.belief import Belief
    from pipelines.train.material import Material


class Held(NamedTuple):
    """Everything that was held against the outcome.

    verdicts  on attributes, kinds of touch and stages
    gaps      per target with enough outcomes, how far a random split would flatter the whole model
    """

    verdicts: tuple[Verdict, ...]
    gaps: dict[Target, Gap]

    @property
    def leaks(self) -> list[Verdict]:
        """What training refuses."""
        return [verdict for verdict in self.verdicts if verdict.refuses]

    def lines_to_pass(self, agreement: Agreement) -> tuple[str, ...]:
        """What to write in agreement.toml so that training goes on; none where nothing stops it."""
        if not self.leaks:
            return ()
        lines = lines_for(self.leaks, agreement)
        vouching = f"or vouch for those that were known in time: {lines.vouch}" if lines.vouch else ""
        return tuple(filter(None, (f"to go on, write {' and '.join(lines.leave_out)}", vouching)))

    def to_json(self) -> dict[str, Any]:
        """As in a bundle's evaluation."""
        return {
            "leakage": [verdict.to_json() for verdict in self.verdicts],
            "leakage_gap": {target: gap.to_json() for target, gap in self.gaps.items()},
        }


def hold_against_outcome(material: Material, everything: Belief | None = None) -> Held:
    """Judges all that describes the leads; ``everything`` is the material prepared as of its end."""
    everything = everything or prepare(material, material.until)
    return Held(verdicts(material, everything.plan), _gaps(material, everything))


def refuse_leaks(material: Material, everything: Belief | None = None) -> Held:
    """Shows what was found, and stops where something untrusted knows the outcome.

    Raises:
        LeakageError: with the reason for each leak, and the lines of the agreement that would let it pass.
    """
    held = hold_against_outcome(material, everything)
    show_verdicts(held.verdicts, held.gaps)
    if not held.leaks:
        return held
    told = "; ".join(f"{leak.kind} {leak}" for leak in held.leaks)
    raise LeakageError(
        f"{len(held.leaks)} of what describes the leads know the outcome: {told}. In agreement.toml, "
        f"{'; '.join(held.lines_to_pass(material.agreement))}"
    )


def _gaps(material: Material, everything: Belief) -> dict[Target, Gap]:
    """Over all features and labelled moments."""
    data = everything.dataset
    found: dict[Target, Gap] = {}
    for target, horizon in material.agreement.targets.horizons().items():
        at = data.open[target] & ~np.isnan(data.y[target])
        rows, created, account = everything.rows(target, at), data.created[at], data.account[at]
        gap = random_versus_time(rows, created, account, horizon, material.agreement.seed)
        if gap is not None:
            found[target] = gap
    return found
