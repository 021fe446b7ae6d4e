"""How far each group's outcomes are from what the rules so far expect, and how far chance would take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from models.icp.evidence.design import FEW
from models.icp.evidence.loglinear import by_cluster, spread

if TYPE_CHECKING:
    from models.icp.evidence.sample import Attribute
    from models.rows import Bools, Floats, Ints

LEAST: Final = 10.0
"""Outcomes that must be expected within a choice of groups, and outside it, before it is judged at all."""


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of an attribute's groups; those of a choice of groups are sums of theirs.

    Attributes:
        total: outcomes beyond what is expected. [groups]
        model: their covariance by what is expected of each lead and its account. [groups, groups]
        sums: by account, to draw chance from. [accounts, groups]
        drawn: their covariance by what came of each account. [groups, groups]
        expected: outcomes expected of each group's leads. [groups]
        known: of all leads whose attribute is filled in.
        usable: whether a rule could name the group. [groups]
        kind: as the attribute's.
    """

    total: Floats
    model: Floats
    sums: Floats
    drawn: Floats
    expected: Floats
    known: float
    usable: Bools
    kind: str


def scores_of(
    attribute: Attribute, x: Floats, residual: Floats, mu: Floats, cluster: Ints, like: float
) -> Scores:
    """The scores of an attribute beside what is in ``x`` already.

    Args:
        x: what explains the outcome so far. [n, columns]
        residual: outcome minus ``mu``. [n]
        mu: what is expected so far. [n]
        cluster: the accounts. [n]
        like: how alike the outcomes of one account are; see ``alike``.
    """
    held = attribute.member & attribute.known[:, None]
    group, inside = held.astype(np.float64), np.column_stack([x, np.ones(len(x))]) * attribute.known[:, None]
    weighted = inside.T * mu
    group = group - inside @ (np.linalg.pinv(weighted @ inside, hermitian=True) @ (weighted @ group))
    group *= attribute.known[:, None]
    sums = by_cluster(group * residual[:, None], cluster)
    variance = spread(mu)
    spreads = group * np.sqrt(variance)[:, None]
    alone, together = spreads.T @ spreads, by_cluster(spreads, cluster)
    return Scores(
        total=sums.sum(axis=0),
        model=alone + like * (together.T @ together - alone),
        sums=sums,
        drawn=sums.T @ sums,
        expected=mu @ held,
        known=float(mu @ attribute.known),
        usable=np.array([condition is not None for condition in attribute.conditions], dtype=bool)
        & (held.sum(axis=0) >= FEW),
        kind=attribute.kind,
    )


def alike(residual: Floats, mu: Floats, cluster: Ints) -> float:
    """The correlation of two leads' outcomes within an account, 0 where they do not resemble each other."""
    standard = (residual / np.sqrt(spread(mu)))[:, None]
    sums, squares = by_cluster(standard, cluster), float((standard**2).sum())
    sizes = np.bincount(cluster)
    pairs = float((sizes * (sizes - 1)).sum())
    return float(np.clip((float((sums**2).sum()) - squares) / pairs, 0.0, 0.5)) if pairs else 0.0
