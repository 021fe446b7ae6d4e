"""What to do with a lead follows from what is known of it."""

from __future__ import annotations

import pytest

from models.actions import action_of


@pytest.mark.parametrize(
    ("status", "fit_status", "fit", "band", "ruled", "action"),
    [
        ("scored", "scored", "A", 1, True, "hand to sales"),
        ("scored", "scored", "D", 1, True, "check the fit"),
        ("scored", "scored", "C", 3, True, "leave"),
        ("scored", "insufficient_data", None, 1, True, "hand to sales, ask for the fit"),
        ("scored", "insufficient_data", None, 1, False, "hand to sales"),
        ("scored", "scored", "A", 0, True, "work on: already qualified"),
        ("insufficient_data", "scored", "A", 0, True, "qualify: too little is known to forecast"),
        ("scored", "disqualified", None, 1, True, "leave: a must-have of the ideal customer is not met"),
        ("closed", "scored", "A", 0, True, "none: closed"),
    ],
)
def test_action(status: str, fit_status: str, fit: str | None, band: int, ruled: bool, action: str) -> None:
    assert action_of(status, fit_status, fit, band, ruled=ruled) == action
