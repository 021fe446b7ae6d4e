"""What a choice of groups is worth, judged on leads that had no part in choosing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from models.icp.evidence.choices import best
from models.icp.evidence.design import indicator
from models.icp.evidence.search import judged

if TYPE_CHECKING:
    from models.icp.evidence.choices import Choice
    from models.icp.evidence.sample import Attribute, Sample
    from models.rows import Floats

FOLDS: Final = 5


def out_of_fold(
    sample: Sample, x: Floats, attribute: Attribute, choice: Choice, seed: int
) -> tuple[Floats, Floats]:
    """Whether each lead is in the groups that other accounts would choose, and where that cannot be told.

    Where they would choose those that do worse instead of better, the leads outside are meant.

    Args:
        x: what is known beside it. [leads, columns]
        choice: the one of all leads; says which way is up.
    """
    fold = np.random.default_rng(seed).integers(0, FOLDS, int(sample.cluster.max(initial=-1)) + 1)
    place = fold[sample.cluster]
    within, untold = np.zeros(len(sample)), np.ones(len(sample))
    for out in range(FOLDS):
        others, here = place != out, place == out
        (scores,) = judged(sample.take(others), x[others], [attribute.take(others)])
        theirs = best(scores)
        if theirs is None:
            continue
        inside, unknown = indicator(attribute.take(here), theirs.groups)
        turned = (theirs.z > 0) != (choice.z > 0)
        within[here] = (1 - inside) * (1 - unknown) if turned else inside
        untold[here] = unknown
    return within, untold
