"""How alike two bundles score the same requests: probabilities, order, grades and actions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from features.agreement.values import Target
    from models.ledger import Pair, Side
    from models.rows import Floats

TARGETS: Final[tuple[Target, ...]] = ("sql", "close")
_FEWEST: Final = 3
"""Of fewer numbers no correlation is told."""


class Alike(NamedTuple):
    """One target's probabilities of what both bundles gave one for.

    Attributes:
        scored: how many those are.
        champion, shadow: their means.
        difference: the mean of the shadow's less the champion's.
        largest: the largest difference, whatever its sign.
        correlation: Pearson's; None where it cannot be told.
        rank_correlation: Spearman's; likewise.
    """

    scored: int
    champion: float
    shadow: float
    difference: float
    largest: float
    correlation: float | None
    rank_correlation: float | None


class Moves(NamedTuple):
    """How many went from one word to another: counts by (champion's, shadow's)."""

    counts: Counter[tuple[str, str]]

    @property
    def changed(self) -> int:
        """How many the two bundles do not say the same word of."""
        return sum(count for (one, other), count in self.counts.items() if one != other)

    @property
    def share(self) -> float:
        """Likewise, of all; 0 of none."""
        return self.changed / max(1, self.counts.total())

    def to_json(self) -> dict[str, Any]:
        """By the champion's word, then the shadow's."""
        table: dict[str, dict[str, int]] = {}
        for (one, other), count in sorted(self.counts.items()):
            table.setdefault(one, {})[other] = count
        return {"changed": self.changed, "share": self.share, "from_to": table}


def alike(pairs: Sequence[Pair], target: Target) -> Alike | None:
    """The likeness of a target's probabilities; None where no request has both."""
    ours, theirs = both(pairs, target)
    if not ours.size:
        return None
    return Alike(
        scored=int(ours.size),
        champion=float(ours.mean()),
        shadow=float(theirs.mean()),
        difference=float((theirs - ours).mean()),
        largest=float(np.abs(theirs - ours).max()),
        correlation=_correlation(stats.pearsonr, ours, theirs),
        rank_correlation=_correlation(stats.spearmanr, ours, theirs),
    )


def moves(pairs: Sequence[Pair], word: Callable[[Side], str | None]) -> Moves:
    """How a word of each answer, such as its grade, differs."""
    return Moves(Counter((word(pair.champion) or "", word(pair.shadow) or "") for pair in pairs))


def both(pairs: Sequence[Pair], target: Target) -> tuple[Floats, Floats]:
    """The champion's and the shadow's probabilities, where both gave one."""
    found = [
        (ours, theirs)
        for pair in pairs
        if (ours := p_of(pair.champion, target)) is not None
        and (theirs := p_of(pair.shadow, target)) is not None
    ]
    table = np.array(found, dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def p_of(side: Side, target: Target) -> float | None:
    """What one of the two gave."""
    return side.p_sql if target == "sql" else side.p_close


def _correlation(of: Callable[..., Any], ours: Floats, theirs: Floats) -> float | None:
    if ours.size < _FEWEST or np.ptp(ours) == 0 or np.ptp(theirs) == 0:
        return None
    return float(of(ours, theirs).statistic)
