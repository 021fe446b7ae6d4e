"""How many points an effect is worth, on the scale that the profile has now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import norm

from models.icp.evidence.rates import shrunk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.rows import Bools, Floats

WHOLE: Final = 100.0
"""Points of a profile that has none yet."""
_SURE: Final = 2.0
"""Standard errors by which the rules together must separate, or their points say nothing of the scale."""


@dataclass(frozen=True)
class Scale:
    """Points by effect.

    Attributes:
        each: points for a log ratio of one.
        step: points are whole steps.
        most: no rule gets more, nor takes more.
    """

    each: float
    step: float
    most: float

    def points(self, log_ratio: float, error: float) -> float:
        """The points of a log ratio, drawn towards none by its error; at least a step, in its direction."""
        held, _ = shrunk(log_ratio, error)
        steps = max(1.0, round(abs(self.each * held) / self.step))
        return float(np.copysign(min(steps * self.step, self.most), held))


def scale_of(points: Floats, beta: Floats, cov: Floats, new: Floats) -> Scale:
    """The scale on which the rules that separate have as many points in all as the profile gives now.

    Args:
        points: those above zero. [rules]
        beta: their log ratios, each beside the others; NaN where there are too few leads. [rules]
        cov: their covariance. [rules, rules]
        new: log ratios of what would join them; count only where the rules themselves do not separate.
    """
    told = np.isfinite(beta)
    total = float(points.sum()) or WHOLE
    error = float(np.sqrt(max(cov[np.ix_(told, told)].sum(), 0.0)))
    sure = bool(told.any()) and float(beta[told].sum()) > _SURE * error
    errors = np.sqrt(np.diag(cov)[told])
    parts = [shrunk(one, its)[0] for one, its in zip(beta[told].tolist(), errors.tolist(), strict=True)]
    ups = sum(max(0.0, part) for part in parts)
    spread = ups if sure else ups + float(np.abs(new).sum())
    step = 5.0 if total >= 40 else 1.0 if total >= 8 else total / 20
    return Scale(total / max(spread, 0.1), step, step * max(1, int(total / 3 / step)))


def disagree(points: Floats, beta: Floats, cov: Floats) -> Bools:
    """Which points outcomes speak against: the rule's part of the effect is not its part of the points.

    The part of each rule is a contrast of all rules' effects, judged at 95 % over all of them (Holm,
    Scandinavian Journal of Statistics 6, 1979).
    """
    if points.size < 2:
        return np.zeros(points.size, dtype=bool)
    contrast = np.eye(points.size) - np.outer(points / points.sum(), np.ones(points.size))
    apart = contrast @ beta
    error = np.sqrt(np.maximum(np.diag(contrast @ cov @ contrast.T), 1e-12))
    return holm(2 * norm.sf(np.abs(apart) / error))


def holm(p: Sequence[float] | Floats, level: float = 0.05) -> Bools:
    """Which of several findings hold together, so that none is chance at the level."""
    p = np.asarray(p, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    holds = np.minimum.accumulate(p[order] <= level / np.arange(p.size, 0, -1))
    out = np.zeros(p.size, dtype=bool)
    out[order] = holds
    return out
