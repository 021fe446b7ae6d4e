"""Champion and challenger, target by target, on leads that neither had seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipelines.gate.check import told
from pipelines.gate.comparable import forecasts, same_reading
from pipelines.gate.differences import DRAWS, differences
from pipelines.gate.floors import floors
from pipelines.gate.pair import Pair, pair_of
from pipelines.gate.quality import quality
from pipelines.gate.saying import target_words
from pipelines.gate.word import word_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from features.agreement.gate import Gate
    from features.agreement.values import Action, Target
    from models.bundle import Bundle
    from pipelines.gate.check import Check
    from pipelines.gate.judged import Judged, Looks
    from pipelines.gate.rival import Rival
    from pipelines.gate.word import Word


def compared(
    serving: Rival, judged: Judged, bundle: Bundle, champion: Bundle, rules: Gate
) -> tuple[Check, ...]:
    """Every check that needs both bundles' words on the same leads.

    Args:
        serving: the champion's twin, opened, or the champion where it has none.
    """
    since = max(judged.origin, serving.knew)
    looks: dict[Target, Looks] = {
        target: one.take(one.created >= since) for target, one in judged.targets.items()
    }
    words = word_of(serving, looks)
    pairs: dict[Target, Pair] = {target: _pair(looks[target], word) for target, word in words.items()}
    learnt = bundle.manifest["facts"]["targets"]
    checks = (
        *forecasts(serving, looks, learnt),
        *same_reading(serving, looks, words),
        *(_unjudged(target) for target in serving.scorer.targets if target in learnt and target not in looks),
        *measured(pairs, serving.material.agreement.action, rules),
    )
    seen = any(check.name == "log_loss" and check.outcome != "unknown" for check in checks)
    if not seen and judged.targets and not champion.json("evaluation.json")["targets"]:
        why = "The champion was never judged on leads it had not seen; this one was."
        checks = (told("model", "better", why), *checks)
    return checks


def measured(
    pairs: Mapping[Target, Pair], action: Action, rules: Gate, draws: int = DRAWS
) -> Iterator[Check]:
    """Every measure of every target with enough outcomes, and the floors of its segments.

    Where sales' capacity is not agreed, the highest band stands for what it can work.
    """
    enough = {
        target: pair for target, pair in pairs.items() if min(pair.by_outcome()) >= rules.least_outcomes
    }
    for target, pair in pairs.items():
        if target not in enough:
            yield _too_few(target, pair, rules)
    found = {
        target: differences(pair, action.capacity_per_week, action.bands[0], draws)
        for target, pair in enough.items()
    }
    for target, told_apart in found.items():
        yield from quality(target, told_apart, enough[target].leads, rules.level, len(found))
    yield from floors(found, rules.least_leads, rules.level)


def _pair(looks: Looks, word: Word) -> Pair:
    known = ~np.isnan(word.p)
    return pair_of(looks.take(known), word.p[known])


def _too_few(target: Target, pair: Pair, rules: Gate) -> Check:
    won, lost = pair.by_outcome()
    why = (
        f"{target_words(target)}: too few outcomes on leads that neither has seen to compare them: {won} "
        f"leads with it and {lost} without, where {rules.least_outcomes} of each are needed."
    )
    return told("log_loss", "unknown", why, target)


def _unjudged(target: Target) -> Check:
    why = f"{target_words(target)}: too few outcomes to judge the new bundle on leads it has not seen."
    return told("log_loss", "unknown", why, target)
