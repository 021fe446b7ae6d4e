"""Columns for what rules say: met, and unknown, each against not met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.icp.evidence.sample import Attribute, Sample
    from models.rows import Bools, Floats

FEW: Final = 20
"""Leads on either side of a rule below which nothing is said of it."""


def beside_rules(sample: Sample) -> Floats:
    """Stretches of time, then every rule met and unknown. [leads, stretches + 2 * rules]"""
    return np.column_stack([sample.stretches(), sample.met, sample.unknown]).astype(np.float64)


def first_rule(sample: Sample) -> int:
    """The column of ``beside_rules`` that says whether the first rule is met."""
    return sample.stretches().shape[1]


def indicator(attribute: Attribute, groups: Sequence[int]) -> tuple[Floats, Floats]:
    """Whether a lead stands in any of the groups, and whether that is not known. Each [leads]"""
    within = attribute.member[:, list(groups)].any(axis=1) & attribute.known
    return within.astype(np.float64), (~attribute.known).astype(np.float64)


def tellable(met: Bools, unknown: Bools) -> bool:
    """Whether there are leads enough that meet a rule, and that do not."""
    return int(met.sum()) >= FEW and int((~met & ~unknown).sum()) >= FEW
