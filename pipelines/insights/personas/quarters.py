"""The last quarters: how many of the leads were of a persona, and how they converted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pipelines.insights.personas.rates import rates

if TYPE_CHECKING:
    from models.rows import Bools, Ints
    from pipelines.insights.personas.arrivals import Arrivals

MOST: Final = 8


def quarters(arrivals: Arrivals, until: int, here: Bools, told: Bools) -> list[dict[str, Any]]:
    """The last eight quarters (UTC) in which leads came in, the newest last.

    Args:
        until: a quarter that ends later is not over.
        here: who is of the persona. [leads]
        told: whose outcomes may be told; the others count for the share alone. [leads]
    """
    number = _quarter(arrivals.created)
    found: list[dict[str, Any]] = []
    for one in np.unique(number)[-MOST:].tolist():
        rows = number == one
        leads = int(np.sum(rows & here))
        found.append(
            {
                "quarter": f"{one // 4}-Q{one % 4 + 1}",
                "over": bool(_quarter(np.array([until]))[0] > one),
                "leads": leads,
                "share": leads / int(rows.sum()),
                "rates": rates(arrivals.y, rows & here & told),
            }
        )
    return found


def _quarter(instant: Ints) -> Ints:
    """Quarters since the year 0."""
    months = instant.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    return (months + 1970 * 12) // 3
