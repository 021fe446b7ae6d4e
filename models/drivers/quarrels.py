"""Where gain, contributions and losses disagree, in plain sentences.

The rules, applied to groups of features ranked by each of the three:

* among the first FIRST by gain or by contributions, and the interval of what is lost without it holds zero:
  where even its upper end is below a SMALL part of the largest loss, nothing is lost, and the high rank
  misleads; otherwise the leads are too few to say.
* among the first FIRST by what is lost, beyond chance, but FAR or more ranks lower by gain: gain hides it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.drivers.draws import Estimates
    from models.rows import Floats, Ints

FIRST: Final = 5
SMALL: Final = 0.2
FAR: Final = 5
_ORDINALS: Final = {1: "st", 2: "nd", 3: "rd"}


class Quarrel(NamedTuple):
    """A group that the measures disagree on: its number, and what is to be said of it."""

    group: int
    kind: Literal["nothing lost", "unsure", "hidden"]
    words: str


def ranks(size: Floats) -> Ints:
    """1 for the largest [n]; of equals the first in order comes first; NaN last."""
    order = np.argsort(-np.nan_to_num(size, nan=-np.inf), kind="stable")
    found = np.empty(size.size, np.int64)
    found[order] = np.arange(1, size.size + 1)
    return found


def ordinal(rank: int) -> str:
    """As in "2nd"."""
    return f"{rank}{'th' if rank % 100 in (11, 12, 13) else _ORDINALS.get(rank % 10, 'th')}"


def quarrels(names: Sequence[str], shap: Floats, gain: Floats | None, loss: Estimates) -> tuple[Quarrel, ...]:
    """What is to be said of each group [n] on which the measures disagree, by rank of contributions.

    Args:
        gain: None where the forecast has no trees.
    """
    if not names:
        return ()
    by_shap, by_loss = ranks(shap), ranks(loss.value)
    by_gain = None if gain is None or not gain.sum() else ranks(gain)
    largest = float(np.nanmax(loss.value))
    said: list[Quarrel] = []
    for group in np.argsort(by_shap, kind="stable").tolist():
        shap_rank, loss_rank = int(by_shap[group]), int(by_loss[group])
        gain_rank = None if by_gain is None else int(by_gain[group])
        high = _high(shap_rank, gain_rank)
        lost = bool(loss.low[group] > 0)
        if high and loss.low[group] <= 0 and largest > 0:
            if loss.high[group] < SMALL * largest:
                said.append(Quarrel(group, "nothing lost", _NOTHING.format(names[group], high)))
            else:
                said.append(Quarrel(group, "unsure", _UNSURE.format(names[group], high)))
        elif lost and gain_rank and loss_rank <= FIRST and gain_rank >= loss_rank + FAR:
            words = _HIDDEN.format(names[group], ordinal(loss_rank), ordinal(gain_rank))
            said.append(Quarrel(group, "hidden", words))
    return tuple(said)


_NOTHING: Final = (
    "{0} ranks {1}, but on leads the model had not seen nothing is lost without it: what it says other "
    "features say too, or it was learnt by heart."
)
_UNSURE: Final = "{0} ranks {1}; whether anything is lost without it, so few leads cannot say."
_HIDDEN: Final = (
    "{0} is missed {1} most when it is taken away, but ranks only {2} by gain: gain counts splits of the "
    "trees in training, and knows nothing of the linear part before them."
)


def _high(shap: int, gain: int | None) -> str:
    """How high a group ranks, in words; empty if it does not."""
    told = [f"{ordinal(shap)} by contributions"] if shap <= FIRST else []
    if gain is not None and gain <= FIRST:
        told.append(f"{ordinal(gain)} by gain")
    return " and ".join(told)
