"""Base-rate drift: whether the newest leads whose outcome is known convert more, or less, than they should.

If they do beyond doubt, every forecast is moved by the same step in log-odds. The evidence has to be strong,
since last quarter's luck is a poor guide to the next one, and only what goes beyond it is believed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from models.calibration.elementwise import sigmoid
from models.step import step_to

if TYPE_CHECKING:
    from models.rows import Floats, Ints

NEWEST: Final = 0.2
"""Share of the mature leads that stand for the present."""

DOUBT: Final = 4.0
"""Standard errors that the step must exceed. With three, a step of 0.5 was taken just before a fall."""

FARTHEST: Final = 5.0


class Drift(NamedTuple):
    """What was found and what is done about it; log-odds throughout.

    Attributes:
        found: the step that would make the newest cohort's forecasts add up to its conversions.
        error: its standard error over leads.
        shift: the step that is taken; 0 where the evidence is weak.
        leads: how many the cohort has.
        since: when the cohort's first lead was created.
    """

    found: float
    error: float
    shift: float
    leads: int
    since: int

    def to_json(self) -> dict[str, Any]:
        """By name."""
        return self._asdict()


def drift_of(margin: Floats, y: Floats, lead: Ints, created: Ints) -> Drift | None:
    """The drift of a model with log-odds ``margin`` [n]; None where the newest leads show one outcome only.

    Args:
        margin: of mature rows.
        y: [n], 1 or 0.
        lead: [n].
        created: [n], when each row's lead was created.
    """
    _, first = np.unique(lead, return_index=True)
    since = int(np.quantile(created[first], 1 - NEWEST, method="higher"))
    new = created >= since
    said, came = margin[new], y[new]
    if not 0 < came.mean() < 1:
        return None
    found = step_to(float(came.mean()), lambda step: float(sigmoid(said + step).mean()), FARTHEST)
    error = _error(said + found, came, lead[new])
    shift = found * max(0.0, 1 - (DOUBT * error / found) ** 2) if found else 0.0
    return Drift(found, error, shift, int(np.unique(lead[new]).size), since)


def _error(margin: Floats, y: Floats, lead: Ints) -> float:
    """Standard error of the step when leads are what is sampled (a sandwich estimate)."""
    p = sigmoid(margin)
    _, place = np.unique(lead, return_inverse=True)
    residual = np.bincount(place, y - p)
    return float(np.sqrt(np.sum(residual**2)) / np.sum(p * (1 - p)))
