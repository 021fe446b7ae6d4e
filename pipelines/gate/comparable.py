"""Do champion and challenger forecast the same things, of the same leads?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from features.clock import words
from pipelines.gate.check import Check, told
from pipelines.gate.saying import target_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from features.agreement import Agreement
    from features.agreement.values import Target
    from pipelines.gate.judged import Looks
    from pipelines.gate.rival import Rival
    from pipelines.gate.word import Word

UNKNOWN_TO_IT: Final = 0.05
"""With a larger share of the moments missing from the champion's reading, the rest does not stand for all."""

MEANT_OTHERWISE: Final = 0.01
"""With a larger share of outcomes that the two agreements mean differently, it is another target."""


def same_targets(before: Agreement, now: Agreement) -> Iterator[Check]:
    """Broken where the agreement has another target, or another horizon, since the champion was trained."""
    then, today = before.targets.horizons(), now.targets.horizons()
    for target in dict.fromkeys((*then, *today)):
        was, wanted = then.get(target), today.get(target)
        if was == wanted:
            continue
        if was is None:
            why = "was not forecast when the champion was trained and now is"
        elif wanted is None:
            why = "was forecast when the champion was trained and now is not"
        else:
            why = (
                f"meant within {words(was or 0)} when the champion was trained and now within {words(wanted)}"
            )
        yield told("targets", "broken", f"{target_words(target)} {why}: the agreement changed.", target)


def same_reading(
    champion: Rival, looks: Mapping[Target, Looks], said: Mapping[Target, Word]
) -> Iterator[Check]:
    """How many moments the champion's agreement knows, and whether it means the same by an outcome.

    Nothing is to be told where both agreements read the sources alike.
    """
    if not champion.reread:
        return
    for target, word in said.items():
        known = ~np.isnan(word.p)
        absent = float(1 - known.mean()) if known.size else 0.0
        yield Check(
            "champion" if absent > UNKNOWN_TO_IT else "reading",
            target,
            "broken" if absent > UNKNOWN_TO_IT else "same",
            absent,
            None,
            None,
            UNKNOWN_TO_IT,
            f"{target_words(target)}: {absent:.1%} of the moments are missing where the sources are read by "
            "the champion's agreement, which differs from today's.",
        )
        both = known & ~np.isnan(word.y)
        otherwise = float((word.y[both] != looks[target].y[both]).mean()) if both.any() else 0.0
        yield Check(
            "targets" if otherwise > MEANT_OTHERWISE else "meaning",
            target,
            "broken" if otherwise > MEANT_OTHERWISE else "same",
            otherwise,
            None,
            None,
            MEANT_OTHERWISE,
            f"{target_words(target)}: {otherwise:.1%} of the outcomes are meant otherwise by the champion's "
            "agreement than by today's.",
        )


def forecasts(
    champion: Rival, judged: Mapping[Target, Looks], now: Mapping[Target, object]
) -> Iterator[Check]:
    """Targets that only one of the bundles could learn, though both agreements want them."""
    wanted = champion.scorer.agreement.targets.horizons()
    for target in wanted:
        before, after = target in champion.scorer.targets, target in now
        if before and not after:
            why = f"{target_words(target)}: the champion forecasts it and the new bundle does not."
            yield told("model", "worse", why, target)
        if after and not before:
            sure = "better" if target in judged else "unknown"
            why = f"{target_words(target)}: the champion has no forecast of it, the new bundle has one."
            yield told("model", sure, why, target)
