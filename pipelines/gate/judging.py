"""From a judgement to the table that the gate reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipelines.gate.judged import Judged, Looks

if TYPE_CHECKING:
    from features.agreement.values import Target
    from pipelines.train.belief import Belief
    from pipelines.train.judge import Judgement
    from pipelines.train.material import Material


def judged_of(material: Material, judgement: Judgement) -> Judged:
    """The labelled moments on the test side of each target, with the twin's word and their segments."""
    twin = judgement.twin
    if twin is None:
        return Judged(judgement.origin)
    ids = [lead_id for population in material.populations() for lead_id in population.lead_id]
    return Judged(
        judgement.origin,
        {target: _looks(twin, judgement, target, ids) for target in judgement.targets},
    )


def _looks(twin: Belief, judgement: Judgement, target: Target, ids: list[str]) -> Looks:
    data = twin.dataset
    at = judgement.folds[target].judge & ~np.isnan(data.y[target])
    rows = twin.rows(target, at)
    return Looks(
        lead_id=tuple(ids[lead] for lead in rows.lead.tolist()),
        as_of=rows.as_of,
        created=data.created[at],
        y=rows.y,
        weight=rows.weight,
        p=twin.p(target, at),
        segments={name: tuple(groups) for name, groups in judgement.segments[target].items()},
    )
