"""Exact path-dependent SHAP values by Gauss-Legendre quadrature: no polynomials, no divisions, any depth.

The game is that of Lundberg et al. (2020): a split on an unknown feature sends a row down both sides, in the
proportions of the training rows. For a leaf of value v, each feature j tested on its path has z_j, the
product of the shares of its edges, and o_j, 1 where the row passes all of them and 0 where not. The leaf
gives a set S of known features v * prod_{j in S} o_j * prod_{j not in S} z_j, and its part of feature j's
Shapley value is, by the multilinear extension of a game (Owen 1972),

    v (o_j - z_j) * integral over t in [0, 1] of prod_{i != j} f_i,        f_i = z_i (1 - t) + o_i t.

On a path of d features the integrand is a polynomial of degree d - 1, so that ceil(d / 2) Gauss-Legendre
points give the integral exactly. (Linear TreeSHAP, Yu et al. 2022, carries such polynomials by interpolation;
FastTreeSHAP, Yang 2021, shortens the original recursion and tabulates parts of it.) What follows happens at
each point, that is, in each lane:

    P of a node   product of f_i over the features tested above it, times the point's weight
    U of a node   sum over the leaves below it of v times what their product has beyond P

Let a split on j have left share z, let b = 1 where the row goes left and else 0, and let f = Z (1 - t) + O t
be the factor that feature j already has above it (Z = O = 1 if none). The factors on its left and on its
right add up to f, hence with r = (factor on the left) / f

    P_left = P r,    P_right = P - P_left,    U = U_right + r (U_left - U_right),
    r = z + (b - z) m,    m = t O / f,

and what the split adds to feature j, beyond what the split on j above it counted already, collapses to

    (b - z) * sum over points of P (U_left - U_right) Z O / f**2,    Z O / f**2 = Z m**2 / t**2.

``m`` does not depend on the row but through O: without a split on j above, it is t; where the row has left
an edge of j, it is 0; else it is a vector of the split, computed beforehand. One pass from the root leaves r
and Z (b - z) m**2 P (weights come divided by t**2), one pass back U. As r and m lie in [0, 1], every step
averages, and rounding errors do not grow with depth.

S. Lundberg et al., From local explanations to global understanding with explainable AI for trees, Nature
Machine Intelligence 2 (2020). P. Yu et al., Linear TreeShap, NeurIPS 35 (2022). J. Yang, Fast TreeSHAP:
accelerating SHAP value computation for trees, arXiv:2109.09847 (2021). G. Owen, Multilinear extensions of
games, Management Science 18 (1972).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from models.treeshap.lanes import load, splat, step, store
from models.treeshap.nodes import (
    ABOVE,
    FEATURE,
    LEFT,
    LIMIT,
    RIGHT,
    ROW,
    SHARE,
    SLOT,
    SWITCH,
    Nodes,
    Rule,
    span,
)
from models.treeshap.work import Work

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.treeshap.nodes import Points


@njit(cache=True, nogil=True)
def add_shap(
    x: NDArray[np.float64],
    start: NDArray[np.uint32],
    forks: NDArray[np.uint32],
    link: NDArray[np.uint32],
    number: NDArray[np.float64],
    value: NDArray[np.float64],
    points: Points,
    weight: NDArray[np.float64],
    table: NDArray[np.float64],
    trees: NDArray[np.uint32],
    splits: int,
    used: NDArray[np.int64],
    total: NDArray[np.float64],
) -> None:
    """Adds to ``total`` [n, columns] the SHAP values of rows ``x`` [n, slots] under the trees of a rule.

    Args:
        x: rows as ``slots.fill`` makes them.
        start ... value, points ... splits: of ``Nodes`` and ``Rule``, whole tuples being slow to hand over.
        used: int64 [features in use]; the column of each.
    """
    nodes = Nodes(start, forks, link, number, value)
    rule = Rule(points, weight, table, trees, splits)
    q = len(rule.points)
    work = Work(
        np.empty((rule.splits + 1) * q),
        np.empty((2 * rule.splits + 1) * q),
        np.ones(2 * rule.splits + 1, np.uint8),
        np.empty(used.size * q),
    )
    for i in range(x.shape[0]):
        work.sums[:] = 0.0
        for place in range(rule.trees.size):
            tree = np.int64(rule.trees[place])
            _start(tree, nodes, rule, work)
            _descend(x[i], tree, nodes, rule, work)
            _turn(x[i], tree, nodes, rule, work)
            _ascend(tree, nodes, rule, work)
        for feature in range(used.size):
            for lane in range(q):
                total[i, used[feature]] += work.sums[feature * q + lane]


@njit(forceinline=True)
def _start(tree: np.int64, nodes: Nodes, rule: Rule, work: Work) -> None:
    """P of the root, and U of the forks' leaves."""
    q, points = len(rule.points), rule.points
    first, splits, forks = span(tree, nodes)
    for lane in range(0, q, step(points)):
        store(work.down, lane, load(rule.weight, lane, points))
    for leaf in range(splits, 2 * forks + 1):
        value = splat(nodes.value[2 * first + tree + leaf], points)
        for lane in range(0, q, step(points)):
            store(work.up, leaf * q + lane, value)


@njit(forceinline=True)
def _descend(x: NDArray[np.float64], tree: np.int64, nodes: Nodes, rule: Rule, work: Work) -> None:
    """From the root down, through the forks."""
    q, points = len(rule.points), rule.points
    first, splits, forks = span(tree, nodes)
    for split in range(forks):
        node = first + split
        goes_left = x[nodes.link[node, SLOT]] <= nodes.number[node, LIMIT]
        passed = work.switches[nodes.link[node, SWITCH]]
        work.switches[2 * split + 1] = passed & (not goes_left)
        work.switches[2 * split + 2] = passed & goes_left
        row = nodes.link[node, ROW] * passed  # the table begins with zeros
        z, above = nodes.number[node, SHARE], nodes.number[node, ABOVE]
        surprise = (1.0 if goes_left else 0.0) - z
        here = split * q
        left = min(np.int64(nodes.link[node, LEFT]), splits) * q
        right = min(np.int64(nodes.link[node, RIGHT]), splits) * q
        for lane in range(0, q, step(points)):
            m, p = load(rule.table, row + lane, points), load(work.down, here + lane, points)
            change = surprise * m
            r = z + change
            p_left = p * r
            store(work.down, left + lane, p_left)
            store(work.down, right + lane, p - p_left)
            store(work.down, here + lane, above * change * (m * p))
            store(work.up, here + lane, r)


@njit(forceinline=True)
def _turn(x: NDArray[np.float64], tree: np.int64, nodes: Nodes, rule: Rule, work: Work) -> None:
    """At the tips, whose U follows from P at once."""
    q, points = len(rule.points), rule.points
    first, splits, forks = span(tree, nodes)
    base = 2 * first + tree
    for split in range(forks, splits):
        node = first + split
        goes_left = x[nodes.link[node, SLOT]] <= nodes.number[node, LIMIT]
        row = nodes.link[node, ROW] * work.switches[nodes.link[node, SWITCH]]
        z = nodes.number[node, SHARE]
        surprise = (1.0 if goes_left else 0.0) - z
        value = nodes.value[base + nodes.link[node, RIGHT]]
        difference = nodes.value[base + nodes.link[node, LEFT]] - value
        scale = nodes.number[node, ABOVE] * difference
        here, feature = split * q, nodes.link[node, FEATURE] * q
        for lane in range(0, q, step(points)):
            m, p = load(rule.table, row + lane, points), load(work.down, here + lane, points)
            change = surprise * m
            store(work.up, here + lane, value + (z + change) * difference)
            _add(work.sums, feature + lane, scale * change * (m * p), points)


@njit(forceinline=True)
def _ascend(tree: np.int64, nodes: Nodes, rule: Rule, work: Work) -> None:
    """Back to the root, through the forks."""
    q, points = len(rule.points), rule.points
    first, _, forks = span(tree, nodes)
    for split in range(forks - 1, -1, -1):
        node = first + split
        here, feature = split * q, nodes.link[node, FEATURE] * q
        left, right = nodes.link[node, LEFT] * q, nodes.link[node, RIGHT] * q
        for lane in range(0, q, step(points)):
            u_right = load(work.up, right + lane, points)
            difference = load(work.up, left + lane, points) - u_right
            store(work.up, here + lane, u_right + load(work.up, here + lane, points) * difference)
            _add(work.sums, feature + lane, load(work.down, here + lane, points) * difference, points)


@njit(forceinline=True)
def _add(array: NDArray[np.float64], start: int, vector: Any, points: Points) -> None:
    store(array, start, load(array, start, points) + vector)
