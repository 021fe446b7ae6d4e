"""What a column surely tells by itself, and verdicts made graver by doubts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from models.leakage.telling import surely

if TYPE_CHECKING:
    from models.leakage.columns import Column, Leads
    from models.leakage.doubt import Doubt
    from models.leakage.verdict import Verdict, Word

NOTABLE_FILLING: Final = 0.60
NOTABLE_VALUE: Final = 0.65
"""AUC, surely, that calls for no look by itself, and does once something else speaks against the column."""

_RANK: Final[dict[Word, int]] = {"ok": 0, "suspicious": 1, "leak": 2}


class Sure(NamedTuple):
    """What being filled and the value surely tell, as AUCs from 0.5; 0 where too few leads can tell."""

    filling: float
    value: float

    @property
    def notable(self) -> bool:
        """Whether either tells something worth knowing."""
        return self.filling >= NOTABLE_FILLING or self.value >= NOTABLE_VALUE


def sure_of(column: Column, leads: Leads, found: Verdict) -> Sure:
    """What a column that was judged by itself surely tells."""
    outcome = leads.outcome[leads.mature]
    having = outcome[column.filled[leads.mature]]
    return Sure(surely(found.numbers["filled_auc"], outcome), surely(found.numbers["value_auc"], having))


def doubted(found: Verdict, *doubts: Doubt) -> Verdict:
    """The verdict, made graver by doubts that weigh more than what was found before."""
    for doubt in doubts:
        word: Word = "leak" if doubt.leak else "suspicious"
        if _RANK[word] > _RANK[found.verdict]:
            found = replace(found, verdict=word, reason=doubt.reason)
    return found
