"""How much each lead counts where only those handed over can show what becomes of them.

The leads that a model liked are no sample of all leads. Two ways to make one of what was handed over: each
lead counts as one over its chance of being handed over (Horvitz and Thompson, 1952), or only the leads that
their ids set aside count, alike, whatever their scores. The first uses every outcome and is noisy where the
chances are small; ``effective`` says how noisy, and so which to believe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.rows import Bools, Floats


def weights(handed: Bools, propensity: Floats) -> Floats:
    """One over its chance for each lead that was handed over, 0 for the others. [n]

    Args:
        handed: [n], whether the lead was handed over.
        propensity: [n], how likely that was; as in scores and receipts. A lead with none (NaN, or 0: nothing
            would have handed it over) counts nothing, since nobody like it can speak for it.
    """
    counts = handed & (propensity > 0)
    return np.divide(1.0, propensity, out=np.zeros(propensity.size), where=counts)


def explored_alone(explore: Bools, propensity: Floats) -> Floats:
    """1 for each lead that its id sets aside and that can be handed over, 0 for the others. [n]

    That a lead is set aside has nothing to do with its score, so they are a sample of all that can be.

    Args:
        explore: [n], whether the id sets the lead aside.
        propensity: [n], as in ``weights``.
    """
    return (explore & (propensity > 0)).astype(np.float64)


def effective(weight: Floats) -> float:
    """Of how many leads that count alike the weighted ones are worth; 0 if none counts (Kish, 1965)."""
    squares = float(np.sum(weight**2))
    return float(weight.sum()) ** 2 / squares if squares else 0.0
