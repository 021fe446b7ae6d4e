"""Each rule beside what came of the leads: whom it reaches, whether they convert otherwise, what it adds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from models.icp.evidence.design import beside_rules, tellable
from models.icp.evidence.effects import Effects
from models.icp.evidence.loglinear import fit
from models.icp.evidence.overlap import overlaps
from models.icp.evidence.rates import Z, rate, ratio
from models.icp.sentences import aim

if TYPE_CHECKING:
    from features.agreement import Icp
    from models.icp.evidence.rates import Ratio
    from models.icp.evidence.sample import Sample
    from models.rows import Bools

FADED: Final = "no longer separates"
_FELL: Final = 1.645
"""Standard errors by which the newest year must be below those before to be called a fall."""


def audit(sample: Sample, icp: Icp, newest: int) -> list[dict[str, Any]]:
    """What can be said of each rule, as plain values.

    Args:
        newest: leads created from then on are the newest year's.
    """
    effects = Effects.of(sample, icp, fit(beside_rules(sample), sample.y, sample.cluster))
    alike = overlaps(sample.met, sample.unknown)
    return [
        {
            "rule": place + 1,
            "words": aim(rule),
            "attribute": rule.attribute,
            "points": rule.points,
            "must_have": rule.must_have,
            **_of(sample, place, effects, newest),
            "rejects": _rejects(sample, place, effects, rule.missing) if rule.must_have else None,
            "overlaps": alike[place],
        }
        for place, rule in enumerate(icp.rule)
    ]


def _of(sample: Sample, place: int, effects: Effects, newest: int) -> dict[str, Any]:
    met, unknown = sample.met[:, place], sample.unknown[:, place]
    new = sample.created >= newest
    lift, recent, earlier = (lift_of(sample, place, some) for some in (np.ones_like(new), new, ~new))
    own = effects.ratio(place)
    faded = bool(earlier and earlier.separates and recent and not recent.separates)
    fallen = bool(faded and earlier and recent and _apart(earlier, recent) > _FELL)
    return {
        "met": rate(sample.y[met], sample.cluster[met]).to_json(),
        "not_met": rate(sample.y[effects.failed(place)], sample.cluster[effects.failed(place)]).to_json(),
        "unknown": rate(sample.y[unknown], sample.cluster[unknown]).to_json(),
        "lift": lift and lift.to_json(),
        "own": own and own.to_json(),
        "newest_year": recent and recent.to_json(),
        "earlier": earlier and earlier.to_json(),
        "faded": faded,
        "fallen": fallen,
        "verdict": _verdict(lift, own, faded, fallen),
    }


def _apart(earlier: Ratio, recent: Ratio) -> float:
    """How many standard errors a ratio came nearer to one."""
    error = math.hypot(*(math.log(one.high / one.low) / (2 * Z) for one in (earlier, recent)))
    way = 1 if earlier.value > 1 else -1
    return way * math.log(earlier.value / recent.value) / error


def _verdict(lift: Ratio | None, own: Ratio | None, faded: bool, fallen: bool) -> str:
    if lift is None or own is None:
        return "too few leads to say"
    if lift.high < 1:
        return "those who meet it convert less"
    if fallen:
        return FADED
    if lift.low > 1 and faded:
        return "separates, though the newest year alone does not show it"
    if lift.low > 1:
        return "separates" if own.low > 1 else "separates, but adds nothing certain to the other rules"
    return "no difference beyond chance"


def lift_of(sample: Sample, place: int, some: Bools) -> Ratio | None:
    """How many times as often leads that meet a rule have the outcome, of some leads; None: too few."""
    met, unknown = sample.met[some, place], sample.unknown[some, place]
    if not tellable(met, unknown) or not sample.y[some].any():
        return None
    x = np.column_stack([np.ones(met.size), met, unknown]).astype(np.float64)
    cluster = np.unique(sample.cluster[some], return_inverse=True)[1].astype(np.int64)
    found = fit(x, sample.y[some], cluster)
    return ratio(float(found.beta[1]), float(found.se[1]))


def _rejects(sample: Sample, place: int, effects: Effects, missing: str) -> dict[str, Any]:
    """Of the leads with the outcome, the share that a must-have turns away."""
    failed = effects.failed(place)
    if missing != "skip":
        failed = failed | sample.unknown[:, place]
    won = sample.y == 1
    return {
        "winners": rate(failed[won].astype(np.float64), sample.cluster[won]).to_json(),
        "rejected": rate(sample.y[failed], sample.cluster[failed]).to_json(),
    }


def graded(sample: Sample, letters: list[str]) -> dict[str, Any]:
    """Conversion by fit grade, and whether a better grade means more.

    Args:
        letters: A to D, X where a must-have is not met, "?" where too little is known. [leads]
    """
    letter = np.array(letters, dtype="U1")
    told = {one: rate(sample.y[letter == one], sample.cluster[letter == one]) for one in "ABCDX?"}
    return {
        "grades": [{"grade": one, **found.to_json()} for one, found in told.items() if found.leads],
        "order": _order(sample, letter),
    }


def _order(sample: Sample, letter: Any) -> str:
    """Whether A is better than B, B than C, C than D, as far as chance lets it be told."""
    there = [one for one in "ABCD" if int((letter == one).sum()) >= 20]
    if len(there) < 2:
        return "too few leads to say"
    some = np.isin(letter, there)
    x = np.column_stack([np.ones(int(some.sum())), *(letter[some] == one for one in there[1:])])
    cluster = np.unique(sample.cluster[some], return_inverse=True)[1].astype(np.int64)
    found = fit(x.astype(np.float64), sample.y[some], cluster)
    beta = np.concatenate(([0.0], found.beta[1:]))
    cov = np.zeros((len(there), len(there)))
    cov[1:, 1:] = found.cov[1:, 1:]
    steps = np.diff(beta)
    error = np.sqrt(np.diag(cov)[1:] + np.diag(cov)[:-1] - 2 * np.diag(cov, 1))
    wrong = [
        f"{low} converts better than {high}"
        for high, low, step, its in zip(there[:-1], there[1:], steps, error, strict=True)
        if step > 2.4 * its
    ]
    if wrong:
        return f"no: {' and '.join(wrong)}, beyond chance"
    return "yes" if (steps <= 0).all() else "not quite, but no more than chance would make"
