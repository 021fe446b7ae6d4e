"""From outcomes to changes of the profile, each with what speaks for it; most often there is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from models.icp.evidence.changes import Change, Proposal
from models.icp.evidence.crossfit import out_of_fold
from models.icp.evidence.design import beside_rules, indicator
from models.icp.evidence.effects import Effects, otherwise, softened
from models.icp.evidence.loglinear import fit
from models.icp.evidence.points import scale_of
from models.icp.evidence.rates import rate, ratio
from models.icp.evidence.search import search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.agreement import Icp
    from models.icp.evidence.loglinear import Fitted
    from models.icp.evidence.points import Scale
    from models.icp.evidence.sample import Attribute, Sample
    from models.icp.evidence.search import Found
    from models.rows import Floats

FEWEST: Final = 40
"""Leads with and without the outcome that a proposal needs."""
_SURE: Final = 1.645


def propose(sample: Sample, icp: Icp, attributes: Sequence[Attribute], *, seed: int) -> Proposal:
    """What outcomes say should change.

    Args:
        sample: leads with an outcome; its rules are those of ``icp``.
        attributes: what new rules may be made of. [over the same leads]
    """
    outcomes = int(sample.y.sum())
    if min(outcomes, len(sample) - outcomes) < FEWEST:
        return Proposal((), len(sample), outcomes, enough=False)
    passed = sample.take(~sample.refused)  # points matter to nobody else
    offered = [attribute.take(~sample.refused) for attribute in attributes]
    x = beside_rules(passed)
    found, fitted = _together(passed, x, *_confirmed(passed, x, offered, seed))
    new = range(x.shape[1], x.shape[1] + 2 * len(found), 2)
    effects = Effects.of(passed, icp, fitted)
    scale = scale_of(*effects.giving, fitted.beta[list(new)])
    everybody = Effects.of(sample, icp, fit(beside_rules(sample), sample.y, sample.cluster))
    changes = [*otherwise(effects, scale), *softened(everybody, scale)]
    changes += [
        _added(passed, offered[one.attribute], one, fitted, column, scale)
        for one, column in zip(found, new, strict=True)
    ]
    changes.sort(key=lambda change: len(icp.rule) if change.rule is None else change.rule)
    return Proposal(tuple(changes), len(sample), outcomes, enough=True)


def _confirmed(
    sample: Sample, x: Floats, attributes: Sequence[Attribute], seed: int
) -> tuple[list[Found], list[Floats]]:
    """What separates, and still does on leads that had no part in choosing; with the columns that say so."""
    kept: list[Found] = []
    columns: list[Floats] = []
    for one in search(sample, x, attributes, seed=seed):
        beside = np.column_stack([x, *columns])
        theirs = out_of_fold(sample, beside, attributes[one.attribute], one.choice, seed)
        judged = fit(np.column_stack([beside, *theirs]), sample.y, sample.cluster)
        place = beside.shape[1]
        if np.sign(one.choice.z) * judged.beta[place] > _SURE * judged.se[place]:
            kept.append(one)
            columns += theirs
    return kept, columns


def _together(
    sample: Sample, x: Floats, found: list[Found], columns: list[Floats]
) -> tuple[list[Found], Fitted]:
    """What still separates beside all that was found, later finds included; and the model of it."""
    while True:
        fitted = fit(np.column_stack([x, *columns]), sample.y, sample.cluster)
        places = range(x.shape[1], x.shape[1] + 2 * len(found), 2)
        sure = [
            float(np.sign(one.choice.z) * fitted.beta[place] / fitted.se[place])
            for one, place in zip(found, places, strict=True)
        ]
        if not sure or min(sure) > _SURE:
            return found, fitted
        weakest = int(np.argmin(sure))
        found = found[:weakest] + found[weakest + 1 :]
        columns = columns[: 2 * weakest] + columns[2 * weakest + 2 :]


def _added(
    sample: Sample, attribute: Attribute, found: Found, fitted: Fitted, column: int, scale: Scale
) -> Change:
    inside, unknown = indicator(attribute, found.choice.groups)
    within, outside = inside > 0, (inside == 0) & (unknown == 0)
    effect, error = float(fitted.beta[column]), float(fitted.se[column])
    return Change(
        kind="add",
        rule=None,
        attribute=attribute.name,
        condition=condition_of(attribute, found.choice.groups),
        before=None,
        after=scale.points(effect, error),
        met=rate(sample.y[within], sample.cluster[within]),
        not_met=rate(sample.y[outside], sample.cluster[outside]),
        ratio=ratio(effect, error),
        p=found.p,
    )


def condition_of(attribute: Attribute, groups: Sequence[int]) -> dict[str, Any]:
    """One condition for several groups: all of their words, or from the lowest end to the highest.

    The first and the last band go on for ever: where the leads end so far is nobody's wish.
    """
    parts = [attribute.conditions[place] or {} for place in groups]
    (name,) = {key for part in parts for key in part}
    values = [part[name] for part in parts]
    if name == "between":
        low = -math.inf if groups[0] == 0 else min(low for low, _ in values)
        high = math.inf if groups[-1] == len(attribute.groups) - 1 else max(high for _, high in values)
        return {name: [low, high]}
    if name == "equals":
        return {name: values[0]}
    return {name: [word for words in values for word in words]}
