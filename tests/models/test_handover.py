"""Who is handed over, and how likely that was."""

from __future__ import annotations

from typing import Any

import pytest

from features.agreement import Agreement
from features.agreement.values import Action, Sources
from models.handover import EXPLORE, HAND, handover

SHARE = 0.04


def told(action: str = "leave", *, share: float = SHARE, **changed: Any) -> tuple[str, float]:
    agreement = Agreement(name="A", sources=Sources(leads="leads.csv"), action=Action(explore=share))
    of: dict[str, Any] = {"lead_id": "L1", "explore": True, "status": "scored", "fit_status": "scored"}
    return handover(agreement, action, **{**of, "qualified": False, **changed})


@pytest.mark.parametrize("action", ["leave", "nurture", "check the fit", "nurture, ask for the fit"])
def test_a_lead_set_aside_is_handed_over_whatever_its_score(action: str) -> None:
    assert told(action) == (EXPLORE, SHARE)
    assert told(action, explore=False) == (action, SHARE)
    assert EXPLORE.startswith(HAND)


@pytest.mark.parametrize("explore", [True, False])
@pytest.mark.parametrize("action", [HAND, "hand to sales, check the fit", "hand to sales, ask for the fit"])
def test_what_its_score_hands_over_is_handed_over_as_it_says(action: str, explore: bool) -> None:
    assert told(action, explore=explore) == (action, 1.0)


def test_what_sales_has_already_is_not_explored() -> None:
    assert told("leave", qualified=True) == ("leave", 1.0)
    assert told("work on: already qualified", qualified=True) == ("work on: already qualified", 1.0)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "opted_out"},
        {"status": "closed"},
        {"status": "already_converted"},
        {"status": "insufficient_data"},
        {"status": "too_old"},
        {"status": "out_of_distribution"},
        {"status": "no_model"},
        {"fit_status": "disqualified"},
        {"lead_id": ""},
    ],
)
def test_nobody_is_explored_whom_sales_would_return_unread(changed: dict[str, Any]) -> None:
    assert told("leave", **changed) == ("leave", 0.0)


def test_without_a_share_only_scores_hand_over() -> None:
    assert told("leave", explore=False, share=0.0) == ("leave", 0.0)
