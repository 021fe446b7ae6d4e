"""The grade: a letter for the fit and a number for the band of propensity."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.icp import Fit


def grade_of(fit: Fit, band: int) -> str:
    """A to D and 1 to 4; X where a must-have is not met, "?" where the fit or the propensity is unknown."""
    return f"{'X' if fit.status == 'disqualified' else fit.grade or '?'}{band or '?'}"
