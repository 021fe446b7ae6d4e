"""What kind of lead each judged moment was: its channel, age and fit grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.clock import words
from features.moments import training_moments
from features.population import Moments
from features.view import View
from models.fits import Fits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pipelines.train.belief import Belief
    from pipelines.train.material import Material

CHANNEL = "first channel"
NO_CHANNEL = "none yet"


def segments(material: Material, belief: Belief, at: NDArray[np.bool_]) -> Mapping[str, list[str]]:
    """By grouping, the group of each dataset row in ``at``; one that is the same for all is left out."""
    data = belief.dataset
    groups = {
        "age": _ages(data.as_of[at] - data.created[at], material.agreement.moments.after_creation),
        "channel": _channels(belief, at),
        "fit grade": _grades(material, belief, at),
    }
    return {name: members for name, members in groups.items() if len(set(members)) > 1}


def _ages(age: NDArray[np.int64], agreed: tuple[int, ...]) -> list[str]:
    """The oldest agreed age that each has reached."""
    edges = np.array(sorted({0, *agreed}), dtype=np.int64)
    labels = [f"from {words(int(edge))}" if edge else "new" for edge in edges]
    return [labels[place] for place in np.searchsorted(edges, age, side="right") - 1]


def _channels(belief: Belief, at: NDArray[np.bool_]) -> list[str]:
    names = belief.catalog.names
    if CHANNEL not in names:
        return []
    column = names.index(CHANNEL)
    levels = belief.catalog.features[column].levels
    codes = belief.dataset.x[at, column]
    return [NO_CHANNEL if np.isnan(code) else levels[int(code)] for code in codes]


def _grades(material: Material, belief: Belief, at: NDArray[np.bool_]) -> list[str]:
    if not material.agreement.icp.rule:
        return []
    fits = Fits(material.agreement, belief.plan)
    grades: list[str] = []
    begin = 0
    for population in material.populations():
        # the very moments of the dataset, in its order
        moments = training_moments(population, material.agreement.moments, material.until)
        here = at[begin : begin + moments.lead.size]
        begin += moments.lead.size
        chosen = Moments(moments.lead[here], moments.as_of[here])
        grades += [fit.grade or "?" for fit in fits.of(View(belief.plan, population, chosen))]
    return grades
