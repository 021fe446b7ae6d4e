"""How many times as often the outcome comes: a log-linear model whose errors know of accounts.

Ratios of rates rather than of odds, since those are what people mean by "twice as often". A Poisson
likelihood estimates them for outcomes of 0 and 1 too, given errors that do not trust its variance (Zou,
American Journal of Epidemiology 159, 2004); these are sums over accounts
(Liang and Zeger, Biometrika 73, 1986).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from models.rows import Floats, Ints

_PRIOR: Final = 2.0
"""Spread of a log ratio beforehand: keeps a group without any outcome finite, and moves nothing else."""
_STEPS: Final = 30
_LARGEST: Final = 0.95


class Fitted(NamedTuple):
    """Log ratios with their covariance, and the rate that they expect of each lead."""

    beta: Floats
    cov: Floats
    mu: Floats

    @property
    def se(self) -> Floats:
        """Standard errors. [columns]"""
        return np.sqrt(np.diag(self.cov))


def fit(x: Floats, y: Floats, cluster: Ints) -> Fitted:
    """The model of ``y`` [n] on ``x`` [n, columns], whose first column is one everywhere."""
    ridge = np.full(x.shape[1], _PRIOR**-2)
    ridge[0] = 1e-9
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(max(y.mean(), 0.5 / max(1, y.size))) if y.size else 0.0
    for _ in range(_STEPS):
        mu = np.exp(np.clip(x @ beta, -30, 3))
        step = np.linalg.solve((x.T * mu) @ x + np.diag(ridge), x.T @ (y - mu) - ridge * beta)
        step *= min(1.0, 2.0 / max(1e-12, float(np.abs(step).max())))
        beta = beta + step
        if np.abs(step).max() < 1e-9:
            break
    mu = np.exp(np.clip(x @ beta, -30, 3))
    return Fitted(beta, _covariance(x, y, mu, cluster, ridge), mu)


def _covariance(x: Floats, y: Floats, mu: Floats, cluster: Ints, ridge: Floats) -> Floats:
    """That of independent leads, widened where leads of one account differ less than others.

    Never narrower: sums over accounts alone are too sure of a group with few outcomes.
    """
    inverse = np.linalg.inv((x.T * mu) @ x + np.diag(ridge))
    alone = inverse @ ((x.T * spread(mu)) @ x) @ inverse
    sums = by_cluster(x * (y - mu)[:, None], cluster) @ inverse
    together = (sums**2).sum(axis=0)
    wider = np.sqrt(np.maximum(1.0, together / np.maximum(np.diag(alone), 1e-300)))
    return alone * wider[:, None] * wider


def spread(mu: Floats) -> Floats:
    """The variance of an outcome of 0 or 1 that is expected so often. [n]"""
    held = np.minimum(mu, _LARGEST)
    return held * (1 - held)


def by_cluster(values: Floats, cluster: Ints) -> Floats:
    """Sums over the rows of each cluster. [clusters, columns]"""
    shape = (int(cluster.max(initial=-1)) + 1, cluster.size)
    return csr_matrix((np.ones(cluster.size), (cluster, np.arange(cluster.size))), shape=shape) @ values
