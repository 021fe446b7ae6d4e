"""What is shipped beside its alternatives on the same rows, and the Markdown table of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from benchmarks.contest.page import interval
from models.bootstrap import Difference, paired_difference
from models.metrics import measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.contest.past import Past
    from features.agreement.values import Target
    from models.rows import Floats
    from pipelines.train.belief import Belief


class Comparison(NamedTuple):
    """One target of one funnel at one origin.

    Attributes:
        where: funnel, origin and target.
        moments: how many judge.
        loss: the shipped form's log loss.
        behind: by alternative, its log loss minus the shipped form's.
        distance: by form, mean squared distance to the true probabilities; empty where they are not known.
        note: what else was seen.
    """

    where: str
    moments: int
    loss: float
    behind: dict[str, Difference | None]
    distance: dict[str, float]
    note: str

    def to_json(self) -> dict[str, Any]:
        """By name."""
        behind = {name: one._asdict() if one else None for name, one in self.behind.items()}
        return {**self._asdict(), "behind": behind}


def compare(
    where: str,
    split: Past,
    target: Target,
    forms: Mapping[str, Belief],
    true: Floats | None = None,
    note: str = "",
) -> Comparison:
    """Judges ``forms``, the shipped one first; ``true`` are true probabilities [dataset's rows] or NaN."""
    at = split.told(target)
    rows = split.prepared.rows(target, at)
    said = {name: form.p(target, at) for name, form in forms.items()}
    shipped, *others = said
    known = np.zeros(0, bool) if true is None else ~np.isnan(true[at])
    return Comparison(
        where=f"{where} | {target}",
        moments=len(rows),
        loss=measure(rows.y, said[shipped]).log_loss or float("nan"),
        behind={
            name: paired_difference(rows.y, said[name], said[shipped], rows.weight, rows.lead)
            for name in others
        },
        distance={}
        if true is None
        else {name: float(np.mean((p[known] - true[at][known]) ** 2)) for name, p in said.items()},
        note=note,
    )


def table(shipped: str, found: Sequence[Comparison]) -> list[str]:
    """A row for each comparison; all have the same alternatives."""
    others = list(found[0].behind)
    noted = any(one.note for one in found)
    truth = any(one.distance for one in found)
    head = ["funnel", "origin", "target", "moments", shipped, *(f"{name} minus it" for name in others)]
    head += ["distance² to the truth, ×10⁴"] if truth else []
    head += ["note"] if noted else []
    lines = [_row(head), _row(["---"] * len(head))]
    for one in found:
        cells = [one.where, f"{one.moments:,}", f"{one.loss:.4f}", *map(interval, one.behind.values())]
        cells += [" / ".join(f"{value * 1e4:.1f}" for value in one.distance.values())] if truth else []
        cells += [one.note] if noted else []
        lines.append(_row(cells))
    return lines


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
