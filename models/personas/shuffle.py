"""Outcomes as they would be dealt, did they not depend on who a lead is.

Leads of one company rise and fall together, so the outcomes of a company's leads are dealt together, to
another company with as many leads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.rows import Ints


def companies(account: Ints) -> tuple[Ints, ...]:
    """The rows of companies of equal size: each [companies, size]. A lead without one (-1) is alone.

    Args:
        account: [rows].
    """
    alone = account < 0
    own = np.where(alone, account.max(initial=0) + 1 + np.cumsum(alone), account)
    order = np.argsort(own, kind="stable")
    _, start, count = np.unique(own[order], return_index=True, return_counts=True)
    return tuple(order[start[count == size][:, None] + np.arange(size)] for size in np.unique(count).tolist())


def dealt(random: np.random.Generator, of: Sequence[Ints], rows: int) -> Ints:
    """For each row, the row whose outcome it is dealt. [rows]"""
    found = np.empty(rows, dtype=np.int64)
    for members in of:
        found[members] = members[random.permutation(len(members))]
    return found
