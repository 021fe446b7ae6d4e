"""Whether what was promised came: calibration, ranking and capture of matured scores.

Each cohort is judged against what its own probabilities promise for exactly its leads: if they are right,
their sum is the number of outcomes, and outcomes drawn with them show how well they would rank. So a month of
leads that are hard to tell apart is no alarm, and one that should be easy and is not, is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy import stats

from models.bootstrap import intervals
from models.exploration import effective
from models.metrics import Ranked, auc, capture
from pipelines.monitor.finding import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from features.agreement import Monitor
    from features.agreement.monitor import AlertName
    from models.rows import Bools, Floats
    from pipelines.monitor.cohort import Cohort

DRAWS: Final = 400
LEAST: Final = 10
"""Outcomes expected or seen without which a ranking says nothing."""

UNSURE: Final = 0.1
"""No model is calibrated better than to so much of its promise: a season's luck is in every training."""

WORDS: Final = {"sql": "qualified", "close": "won"}


class Promise(NamedTuple):
    """A measure as it came, as the probabilities promise it, and how likely one as low then is."""

    came: float
    promised: float
    p: float


def outcomes(found: Sequence[Cohort], share: float, limits: Monitor) -> Iterator[Finding]:
    """Findings of all cohorts that are large enough; ``share`` of the leads can be worked."""
    judged = [one for one in found if one.y.size >= limits.least and one.p.sum() >= LEAST]
    bundles = len({one.version for one in judged})
    for one in judged:
        yield from _of(one, share, limits, limits.chance / bundles)


def _of(one: Cohort, share: float, limits: Monitor, chance: float) -> Iterator[Finding]:
    subject = f"{one.target} by {one.version}"
    expected, came = float(one.p.sum()), float(one.y.sum())
    times = (came + 0.5) / (expected + 0.5)
    off = (came - expected) / float(np.sqrt(np.sum(one.p * (1 - one.p)) + (UNSURE * expected) ** 2))
    p = float(2 * stats.norm.sf(abs(off)))
    yield finding(
        "calibration_off",
        subject,
        f"Of {one.y.size} leads scored by {one.version}, {expected:.1f} should have been "
        f"{WORDS[one.target]}; {came:.0f} were.",
        value=times,
        limit=limits.calibration,
        raised=not 1 / limits.calibration < times < limits.calibration and p < chance,
        p=p,
    )
    if min(came, one.y.size - came) < LEAST / 2:
        return
    ranked: tuple[tuple[AlertName, str, Promise, float], ...] = (
        ("auc_fell", "The AUC", promised(one.y, one.p, None), limits.auc),
        ("capture_fell", f"Capture in the top {share:.0%}", promised(one.y, one.p, share), limits.capture),
    )
    for name, what, promise, limit in ranked:
        short = promise.promised - promise.came
        yield finding(
            name,
            subject,
            f"{what} was {promise.came:.2f} on {one.y.size} leads scored by {one.version}; their scores "
            f"promise {promise.promised:.2f}.",
            value=short,
            limit=limit,
            raised=short >= limit and promise.p < chance,
            p=promise.p,
        )


def promised(y: Floats, p: Floats, share: float | None) -> Promise:
    """The AUC, or the capture in the top ``share``, beside what outcomes drawn with ``p`` show."""
    count = _pairs if share is None else _listed
    worth = stats.rankdata(p) if share is None else _within(p, share)
    random = np.random.default_rng(0)
    drawn = [count(worth, random.random(p.size) < p) for _ in range(DRAWS)]
    known = np.array([value for value in drawn if value is not None])
    came = count(worth, y == 1)
    if came is None or known.size < DRAWS / 2:
        return Promise(0.0, 0.0, 1.0)
    spread = max(float(known.std()), 1e-9)
    return Promise(came, float(known.mean()), float(stats.norm.sf((known.mean() - came) / spread)))


def _pairs(rank: Floats, came: Bools) -> float | None:
    """The AUC by ranks, 1 for the lowest (Mann and Whitney): leads are ranked once, outcomes drawn often."""
    here = int(came.sum())
    if not 0 < here < came.size:
        return None
    return (float(rank[came].sum()) - here * (here + 1) / 2) / (here * (came.size - here))


def _listed(within: Floats, came: Bools) -> float | None:
    """The share of the outcomes that is within the list."""
    return float(within[came].sum()) / int(came.sum()) if came.any() else None


def _within(p: Floats, share: float) -> Floats:
    """How much of each lead is in the top ``share``: leads of equal scores at the cut share what is left."""
    above = p.size - stats.rankdata(p, "max")
    alike = stats.rankdata(p, "max") - stats.rankdata(p, "min") + 1
    return np.clip((share * p.size - above) / alike, 0.0, 1.0)


def figures(one: Cohort, evaluation: dict[str, Any] | None) -> dict[str, Any]:
    """A cohort's numbers for the page: with intervals, of the explored leads alone, weighted, as promised."""
    told = (evaluation or {}).get("targets", {}).get(one.target, {}).get("model", {})
    alone = one.explored > 0
    return {
        "version": one.version,
        "target": one.target,
        "leads": int(one.y.size),
        "without_outcome": one.unknown,
        "all": _measured(one.y, one.p, np.ones(one.y.size)),
        "explored": _measured(one.y[alone], one.p[alone], np.ones(int(alone.sum()))),
        "weighted": {**_measured(one.y, one.p, one.weight), "effective": round(effective(one.weight), 1)},
        "at_training": {name: told.get(name) for name in ("calibration_ratio", "auc", "capture_10")},
    }


def _measured(y: Floats, p: Floats, weight: Floats) -> dict[str, Any]:
    counted = weight > 0
    y, p, weight = y[counted], p[counted], weight[counted]
    if not y.size:
        return {"leads": 0}
    ranges = intervals(y, p, weight, np.arange(y.size))
    ranked = Ranked.of(y, p, weight)
    expected, came = float(np.sum(weight * p)), float(np.sum(weight * y))
    over = ranges["calibration_ratio"]
    return {
        "leads": int(y.size),
        "promised": round(expected, 2),
        "came": round(came, 2),
        "came_per_promised": round(came / expected, 4) if expected else None,
        "interval": [round(1 / over.high, 4), round(1 / over.low, 4)] if over and over.low > 0 else None,
        "auc": auc(ranked),
        "auc_interval": list(ranges["auc"] or ()) or None,
        "capture_10": capture(ranked, 0.1),
    }
