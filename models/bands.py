"""Bands: where a probability stands among the population, frozen with the bundle.

Bands are cut by rank, never linearly in probability: at a base rate of three in a hundred every linear
cut would put nearly every lead in the lowest band.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS: Final = 1000


@dataclass(frozen=True, eq=False)
class Bands:
    """The quantiles of the reference population, and the shares at which bands end.

    Attributes:
        quantiles: float64 [STEPS + 1], ascending.
        shares: share of the population in band 1, in bands 1 and 2, in bands 1 to 3.
    """

    quantiles: NDArray[np.float64]
    shares: tuple[float, float, float]

    def rank(self, p: NDArray[np.float64]) -> NDArray[np.float64]:
        """The share of the population scored lower, 0 to 100; ties count half. NaN stays NaN. [n]"""
        below = np.searchsorted(self.quantiles, p, side="left")
        upto = np.searchsorted(self.quantiles, p, side="right")
        rank = 50.0 * (below + upto) / self.quantiles.size
        return np.where(np.isnan(p), np.nan, rank)

    def band(self, rank: NDArray[np.float64]) -> NDArray[np.int64]:
        """1 (highest) to 4 for each rank, 0 for NaN. [n]"""
        edges = 100.0 * (1.0 - np.array(self.shares))
        band = 1 + (rank[:, None] < edges).sum(axis=1)
        return np.where(np.isnan(rank), 0, band)

    def to_json(self) -> dict[str, Any]:
        """As plain lists."""
        return {"quantiles": self.quantiles.tolist(), "shares": list(self.shares)}

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""
        one, two, three = saved["shares"]
        return cls(np.array(saved["quantiles"], dtype=np.float64), (one, two, three))


def cut_bands(
    p: NDArray[np.float64], weight: NDArray[np.float64], shares: tuple[float, float, float]
) -> Bands:
    """The bands of a population of probabilities [n], each counting with its weight."""
    order = np.argsort(p, kind="stable")
    reached = np.cumsum(weight[order]) - weight[order] / 2
    reached /= weight.sum()
    return Bands(np.interp(np.linspace(0.0, 1.0, STEPS + 1), reached, p[order]), shares)
