"""Which themes say nearly the same: they are taken away together, or neither would be missed.

Two themes are as near as the two features, one of each, that correlate most (Spearman's rank correlation,
whatever its sign). Themes are joined while every two of a group are near (complete linkage).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

if TYPE_CHECKING:
    from models.rows import Bools, Floats, Ints, Matrix

NEAR: Final = 0.7
"""|rho| from which two features are taken to say the same."""


def kindred(x: Matrix, categorical: Bools, theme: Ints, near: float = NEAR) -> Ints:
    """The group [themes] of each theme, numbered from 0 by their first themes.

    Args:
        x: [n, features]; unknown counts as less than anything known.
        categorical: [features], codes have no order and are not compared.
        theme: [features], each feature's theme, from 0.
    """
    themes = int(theme.max()) + 1 if theme.size else 0
    if themes < 2:
        return np.zeros(themes, np.int64)
    close = np.zeros((themes, themes))
    columns = np.flatnonzero(~categorical)
    if columns.size > 1:
        rho = np.abs(spearman(x[:, columns]))
        pairs = (theme[columns][:, None], theme[columns][None, :])
        np.maximum.at(close, pairs, rho)
    far = 1 - np.round(close, 9)  # the last bits of a sum are not to decide
    np.fill_diagonal(far, 0.0)
    tree = linkage(squareform(far, checks=False), "complete")
    return _from_first(fcluster(tree, 1 - near, "distance"))


def spearman(x: Matrix) -> Floats:
    """Rank correlations [features, features]; 0 for a constant."""
    ranks = np.column_stack([_ranks(column) for column in x.T])
    ranks -= ranks.mean(axis=0)
    size = np.sqrt((ranks**2).sum(axis=0))
    ranks = np.divide(ranks, size, out=np.zeros_like(ranks), where=size > 0)
    return np.einsum("ni,nj->ij", ranks, ranks, optimize=True)


def _ranks(values: Floats | Matrix) -> Floats:
    """Equal ones share the middle of their ranks."""
    known = np.where(np.isnan(values), -np.inf, values)
    _, place, count = np.unique(known, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count + 1) / 2)[place]


def _from_first(group: Ints) -> Ints:
    _, first, place = np.unique(group, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    return order[place].astype(np.int64)
