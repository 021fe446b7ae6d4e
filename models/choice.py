"""Which kind of model: line and trees together, trees alone, or the line alone; and why, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from models.bootstrap import Difference, paired_difference
from models.calibration.elementwise import sigmoid

if TYPE_CHECKING:
    from features.agreement.model import ModelKind
    from models.judging import Judged
    from models.rows import Rows

Kind = Literal["blend", "booster", "linear", "points", "short"]

TREELESS: Final[tuple[Kind, ...]] = ("linear", "points")
"""The kinds, of those one may ask for, that have no trees."""

UNLOCKS: Final = 40
"""Converted leads (and as many that did not) from which trees are grown."""


class Choice(NamedTuple):
    """The kind, and the evidence.

    Attributes:
        kind: blend, booster, linear, points, or short: a line on a handful of columns.
        why: in words.
        gap: log loss of the line alone minus that with trees, on the folds; None where it was not compared.
    """

    kind: Kind
    why: str
    gap: Difference | None

    def to_json(self) -> dict[str, Any]:
        """By name."""
        gap = self.gap._asdict() if self.gap else None
        return {"kind": self.kind, "why": self.why, "linear_minus_trees": gap}


def too_few(fewer: int, word: str, wanted: ModelKind) -> Choice | None:
    """The short line where the rarer outcome was seen in few leads; ``word`` says what they did."""
    if fewer >= UNLOCKS:
        return None
    insisted = " whatever the agreement insists on" if wanted in ("blend", "booster") else ""
    return Choice(
        "short",
        f"Only {fewer} leads {word}: a line on a short list of columns, drawn towards the base rate, is used"
        f"{insisted}. {UNLOCKS - fewer} more of them unlock the trees.",
        None,
    )


def choose(wanted: ModelKind, judged: Judged, rows: Rows) -> Choice:
    """The agreement's kind if it insists; else trees stay unless the line alone beats them beyond chance."""
    gap = _gap(judged, rows)
    if wanted != "best":
        return Choice(wanted, "The agreement asks for this kind of model.", gap)
    if gap is None:
        return Choice("blend", "There was nothing to compare it on; line and trees share the work.", None)
    told = f"{-gap.value:+.4f} ({-gap.high:+.4f} to {-gap.low:+.4f})"
    if gap.high < 0:
        return Choice(
            "linear",
            f"On later leads the trees made the line's log loss worse, by {told}: they are left out.",
            gap,
        )
    return Choice("blend", f"On later leads the trees changed the line's log loss by {told}.", gap)


def _gap(judged: Judged, rows: Rows) -> Difference | None:
    at = judged.rows
    if not at.size:
        return None
    return paired_difference(
        rows.y[at], sigmoid(judged.linear), sigmoid(judged.blend), rows.weight[at], rows.lead[at]
    )
