"""The gate: may the new bundle take the champion's place?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Self

import numpy as np

from features.clock import instant
from models.bootstrap import paired_difference
from models.scorer import Scorer
from pipelines.train.belief import enough

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.agreement.values import Target
    from models.bundle import Bundle
    from pipelines.train.judge import Judgement
    from pipelines.train.material import Material

LEVEL: Final = 0.95


class Decision(NamedTuple):
    """What the gate says, and why, in sentences."""

    outcome: Literal["promote", "keep"]
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"outcome": self.outcome, "reasons": list(self.reasons)}

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""
        return cls(saved["outcome"], tuple(saved["reasons"]))


def first() -> Decision:
    """The first bundle of a workspace has nobody to beat."""
    return Decision("promote", ("It is the first bundle of this workspace.",))


def decide(material: Material, judgement: Judgement, champion: Bundle) -> Decision:
    """Champion and challenger's twin on the same moments, which neither of them was trained on.

    The twin learnt by the challenger's recipe without the newest leads, so it stands in for it from below.
    The challenger is promoted if its log loss is smaller beyond chance for one target and larger beyond
    chance for none; never for its age.
    """
    if judgement.twin is None:
        return Decision("keep", ("The data are too short to compare the bundles on leads neither has seen.",))
    if judgement.targets and not champion.json("evaluation.json")["targets"]:
        return Decision("promote", ("The champion was never judged on leads it had not seen; this one was.",))
    scorer = Scorer(champion)
    since = max(judgement.origin, instant(champion.manifest["facts"]["as_of"]))
    better = worse = False
    reasons: list[str] = []
    for target in judgement.targets:
        if target not in scorer.targets:
            reasons.append(f"The champion has no {target} model; the challenger does.")
            better = True
            continue
        fold = judgement.folds[target].judge & (judgement.twin.dataset.created >= since)
        rows = judgement.twin.rows(target, fold)
        if not enough(rows):
            reasons.append(f"{target}: too few outcomes since the champion was trained to compare them.")
            continue
        labelled = fold & ~np.isnan(judgement.twin.dataset.y[target])
        theirs = _champion_says(material, scorer, target, labelled)
        difference = paired_difference(
            rows.y, judgement.twin.p(target, labelled), theirs, rows.weight, rows.lead, level=LEVEL
        )
        if difference is None:
            reasons.append(f"{target}: the outcomes are too one-sided to compare.")
            continue
        better |= difference.high < 0
        worse |= difference.low > 0
        reasons.append(
            f"{target}: log loss of the challenger minus the champion's is {difference.value:+.4f} "
            f"({difference.low:+.4f} to {difference.high:+.4f}) on {np.unique(rows.lead).size} leads."
        )
    return Decision("promote" if better and not worse else "keep", tuple(reasons))


def _champion_says(
    material: Material, scorer: Scorer, target: Target, at: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The champion's probabilities at some of the dataset's moments, by its own features, in their order."""
    data = material.dataset(scorer.catalog)
    return scorer.funnel.p(target, data.x[at], {name: open_[at] for name, open_ in data.open.items()})
