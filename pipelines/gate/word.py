"""What the champion says of the very moments that judge the challenger."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from features.dataset import build_dataset
from features.moments import distinct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import Target
    from features.dataset import Dataset
    from features.population import Moments, Population
    from models.rows import Floats
    from pipelines.gate.judged import Looks
    from pipelines.gate.rival import Rival


class Word(NamedTuple):
    """Of some moments [n].

    Attributes:
        p: the champion's probabilities; NaN where it does not know the lead or holds it for closed.
        y: what came, as the champion's agreement means it; NaN likewise.
    """

    p: Floats
    y: Floats


def word_of(champion: Rival, targets: Mapping[Target, Looks]) -> dict[Target, Word]:
    """The champion's word on every look, by its own features, for the targets it forecasts."""
    asked = _Asked(targets, champion.material.until)
    data = build_dataset(
        champion.material.populations(),
        champion.scorer.catalog,
        asked.moments,
        champion.horizons,
        champion.material.until,
    )
    rows = {key: row for row, key in enumerate(zip(asked.ids, data.as_of.tolist(), strict=True))}
    return {
        target: _word(champion, data, target, looks, rows)
        for target, looks in targets.items()
        if target in champion.scorer.targets
    }


class _Asked:
    """The moments wanted of each population; ``ids`` grows with them."""

    def __init__(self, targets: Mapping[Target, Looks], until: int) -> None:
        self.ids: list[str] = []
        self._until = until
        self._wanted: dict[str, set[int]] = {}
        for looks in targets.values():
            for lead_id, at in zip(looks.lead_id, looks.as_of.tolist(), strict=True):
                self._wanted.setdefault(lead_id, set()).add(at)

    def moments(self, population: Population) -> Moments:
        pairs = [
            (lead, at)
            for lead, lead_id in enumerate(population.lead_id)
            for at in self._wanted.get(lead_id, ())
        ]
        both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        moments = distinct(both[:, 0], both[:, 1], population, self._until)
        self.ids += [population.lead_id[lead] for lead in moments.lead.tolist()]
        return moments


def _word(
    champion: Rival, data: Dataset, target: Target, looks: Looks, rows: Mapping[tuple[str, int], int]
) -> Word:
    said = champion.scorer.funnel.p(target, data.x, data.open)
    keys = zip(looks.lead_id, looks.as_of.tolist(), strict=True)
    row = np.array([rows.get(key, -1) for key in keys], dtype=np.int64)
    known = row >= 0
    p, y = np.full(row.size, np.nan), np.full(row.size, np.nan)
    p[known], y[known] = said[row[known]], data.y[target][row[known]]
    return Word(p, y)
