"""What each rule there is does beside the others, and which of them outcomes speak against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from scipy.stats import norm

from models.icp.evidence.changes import Change
from models.icp.evidence.design import first_rule, tellable
from models.icp.evidence.points import disagree
from models.icp.evidence.rates import rate, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.agreement import Icp
    from models.icp.evidence.changes import Kind
    from models.icp.evidence.loglinear import Fitted
    from models.icp.evidence.points import Scale
    from models.icp.evidence.rates import Ratio
    from models.icp.evidence.sample import Sample
    from models.rows import Bools, Floats

WORTHLESS: Final = 1.1
"""A rule whose leads surely convert less than so many times as often is dropped."""
BEARABLE: Final = 0.5
"""A must-have whose rejected leads surely convert more than so many times as often as others is softened."""
REJECTED: Final = 5
"""Leads with the outcome that it must have rejected."""


@dataclass(frozen=True, eq=False)
class Effects:
    """The rules' effects beside each other.

    Attributes:
        beta: log ratios; NaN where there are too few leads. [rules]
        cov: their covariance. [rules, rules]
        points: 0 for must-haves. [rules]
    """

    sample: Sample
    icp: Icp
    beta: Floats
    cov: Floats
    points: Floats

    @classmethod
    def of(cls, sample: Sample, icp: Icp, fitted: Fitted) -> Self:
        """From a model of ``design.beside_rules``, whatever it has beside them."""
        some = slice(begin := first_rule(sample), begin + sample.rules)
        told = [tellable(met, unknown) for met, unknown in zip(sample.met.T, sample.unknown.T, strict=True)]
        beta = np.where(told, fitted.beta[some], np.nan)
        points = np.array([rule.points or 0.0 for rule in icp.rule])
        return cls(sample, icp, beta, fitted.cov[some, some], points)

    @property
    def error(self) -> Floats:
        """Standard errors. [rules]"""
        return np.sqrt(np.diag(self.cov))

    @property
    def sure(self) -> Floats:
        """The half width of intervals that hold for all rules together at 95 %. [rules]"""
        return self.error * norm.isf(0.025 / max(1, int(np.isfinite(self.beta).sum())))

    @property
    def giving(self) -> tuple[Floats, Floats, Floats]:
        """Points, effects and their covariance of the rules that give points."""
        some = self.points > 0
        return self.points[some], self.beta[some], self.cov[np.ix_(some, some)]

    def ratio(self, place: int) -> Ratio | None:
        """How many times as often leads that meet a rule have the outcome, beside the other rules."""
        beta = float(self.beta[place])
        return ratio(beta, float(self.error[place])) if np.isfinite(beta) else None

    def failed(self, place: int) -> Bools:
        """The leads that a rule is not met by, as far as is known. [leads]"""
        return ~self.sample.met[:, place] & ~self.sample.unknown[:, place]


def otherwise(effects: Effects, scale: Scale) -> Iterator[Change]:
    """Rules with points to drop, and with points that outcomes speak against."""
    high, low = effects.beta + effects.sure, effects.beta - effects.sure
    told = np.isfinite(effects.beta) & (effects.points > 0)
    against = np.zeros(told.size, dtype=bool)
    against[told] = disagree(effects.points[told], effects.beta[told], effects.cov[np.ix_(told, told)])
    for place, now in enumerate(effects.points.tolist()):
        least = np.log(WORTHLESS)
        if (now > 0 and high[place] < least) or (now < 0 and low[place] > -least):
            yield _change("drop", effects, place, None)
        elif against[place]:
            points = scale.points(float(effects.beta[place]), float(effects.error[place]))
            if points > 0 and abs(points - now) >= scale.step:
                yield _change("points", effects, place, points)


def softened(effects: Effects, scale: Scale) -> Iterator[Change]:
    """Must-haves whose rejected leads convert nearly as well as those they let pass, as points."""
    most = effects.beta + effects.sure
    for place, rule in enumerate(effects.icp.rule):
        rejected = float(effects.sample.y[effects.failed(place)].sum())
        if rule.must_have and rejected >= REJECTED and most[place] < -np.log(BEARABLE):
            points = scale.points(float(effects.beta[place]), float(effects.error[place]))
            yield _change("soften", effects, place, max(points, scale.step))


def _change(kind: Kind, effects: Effects, place: int, after: float | None) -> Change:
    sample, rule = effects.sample, effects.icp.rule[place]
    met, fails = sample.met[:, place], effects.failed(place)
    return Change(
        kind=kind,
        rule=place,
        attribute=rule.attribute,
        condition=None,
        before=rule.points,
        after=after,
        met=rate(sample.y[met], sample.cluster[met]),
        not_met=rate(sample.y[fails], sample.cluster[fails]),
        ratio=ratio(float(effects.beta[place]), float(effects.error[place])),
        p=None,
    )
