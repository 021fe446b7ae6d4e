"""A lead's score as it is and as it would be, and which reasons changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from models.dossier.breakdown import breakdown

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.dossier.breakdown import Part
    from models.receipts.scored import Scored
    from models.score import Score

LEAST: Final = 0.02
"""Log-odds by which a reason must have changed to be told of, as for a reason to be told at all."""
MOST: Final = 8


class Moved(NamedTuple):
    """A theme that adds another amount than before (log-odds); words are None where it says nothing."""

    theme: str
    words_before: str
    words_after: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """What it adds now less what it added before."""
        return self.after - self.before


class Compared(NamedTuple):
    """Two scores of one lead.

    Attributes:
        moved: by target that is forecast in both, the themes that changed most.
    """

    before: Score
    after: Score
    moved: dict[Target, tuple[Moved, ...]]


def compared(before: Scored, after: Scored) -> Compared:
    """What lies between two scores by one bundle."""
    both: list[Target] = [target for target in before.forecasts if target in after.forecasts]
    return Compared(before.record, after.record, {target: _moved(before, after, target) for target in both})


def parts_of(scored: Scored, target: Target) -> tuple[Part, ...]:
    """The themes of a target's forecast, most first."""
    if scored.scores is None or target not in scored.forecasts:
        return ()
    model = scored.scorer.targets[target]
    features = [scored.scorer.catalog.features[column] for column in model.columns]
    values = scored.scores.x[scored.row, model.columns].tolist()
    return breakdown(features, values, scored.forecasts[target].contributions[scored.row].tolist()).parts


def _moved(before: Scored, after: Scored, target: Target) -> tuple[Moved, ...]:
    was = {part.theme: part for part in parts_of(before, target)}
    found = [
        Moved(part.theme, was[part.theme].words, part.words, was[part.theme].total, part.total)
        for part in parts_of(after, target)
    ]
    told = [moved for moved in found if abs(moved.change) >= LEAST]
    return tuple(sorted(told, key=lambda moved: (-abs(moved.change), moved.theme))[:MOST])
