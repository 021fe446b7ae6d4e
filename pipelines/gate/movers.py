"""Why a lead moves: what adds to its forecast otherwise than with the champion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from features.population import Moments

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from models.scorer import Scorer
    from pipelines.train.material import Material

MOST: Final = 3
LEAST: Final = 0.02
"""Log-odds below which a difference is not worth a sentence."""
_NOTHING: Final = "nothing counts otherwise; the leads that it is ranked among do"
_ANYBODY: Final = "what is expected of any lead"

Themes = dict[str, float]
"""By theme, what it adds to the log-odds."""


def themes_of(scorer: Scorer, material: Material, wanted: Collection[str]) -> dict[str, Themes]:
    """By lead id, what adds to the forecast that ranks, as of the material's end."""
    target = scorer.ranked_by
    if target is None:
        return {}
    model = scorer.targets[target]
    themes = [*(scorer.catalog.features[column].theme for column in model.columns), _ANYBODY]
    found: dict[str, Themes] = {}
    for population in material.populations():
        some = [lead for lead, lead_id in enumerate(population.lead_id) if lead_id in wanted]
        lead = np.array(some, dtype=np.int64)
        moments = Moments(lead, np.full(lead.size, material.until, dtype=np.int64))
        added = scorer.score(population, moments).forecasts[target].contributions
        for place, row in zip(some, added, strict=True):
            if not np.isnan(row).any():
                found[population.lead_id[place]] = _by_theme(themes, row.tolist())
    return found


def reasons(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[str, ...]:
    """The themes that differ most, in words."""
    apart = {
        theme: after.get(theme, 0.0) - before.get(theme, 0.0) for theme in dict.fromkeys((*after, *before))
    }
    most = sorted(apart, key=lambda theme: (-abs(apart[theme]), theme))[:MOST]
    found = tuple(
        f"{theme}: {after.get(theme, 0.0):+.2f} instead of {before.get(theme, 0.0):+.2f}"
        for theme in most
        if abs(apart[theme]) >= LEAST
    )
    return found or (_NOTHING,)


def _by_theme(themes: list[str], row: list[float]) -> Themes:
    total: Themes = {}
    for theme, value in zip(themes, row, strict=True):
        total[theme] = total.get(theme, 0.0) + value
    return total
