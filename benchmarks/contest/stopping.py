"""How few trees a rival may stop at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from models.rows import Rows

ENOUGH: Final = 100
"""Conversions from which the later leads may stop the trees as early as they like."""

LEAST: Final = 100
"""With fewer conversions an early stop is an accident, and the rival is better off with so many trees."""


def least_trees(rows: Rows) -> int:
    """The least number of trees for a model of these rows."""
    return 1 if float(rows.y.sum()) >= ENOUGH else LEAST
