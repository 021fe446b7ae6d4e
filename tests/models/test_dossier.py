"""What is said of one lead: forecasts taken apart, what happened, and what the ledger knows."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.clock import DAY
from features.family import Feature
from models.dossier import breakdown, happened, known_of
from models.ledger import Answer, Document, Facts, Receipt
from models.reasons import MOST, Themes
from models.receipts.inputs import Inputs

if TYPE_CHECKING:
    from models.ledger import Ledger

NOW = 1_780_000_000_000_000
amounts = st.floats(-3, 3).map(lambda value: round(value, 6))


def feature(place: int, theme: int) -> Feature:
    return Feature(f"f{place}", "profile", f"theme {theme}", lambda value: f"f{place} is {value:g}")


@st.composite
def forecasts(draw: st.DrawFn) -> tuple[list[Feature], list[float], list[float]]:
    themes = draw(st.lists(st.integers(0, 6), min_size=1, max_size=15))
    size = len(themes)
    return (
        [feature(place, theme) for place, theme in enumerate(themes)],
        draw(st.lists(st.integers(0, 9).map(float), min_size=size, max_size=size)),
        draw(st.lists(amounts, min_size=size + 1, max_size=size + 1)),
    )


@given(forecasts(), st.integers(0, 8))
def test_a_breakdown_adds_up_however_much_of_it_is_shown(
    forecast: tuple[list[Feature], list[float], list[float]], most: int
) -> None:
    features, values, contributions = forecast
    whole = breakdown(features, values, contributions)
    assert whole.margin == fsum(contributions)
    shown, rest = whole.leading(most)
    total = fsum([whole.expected, *(part.total for part in (*shown, *rest))])
    assert total == pytest.approx(whole.margin, abs=1e-12)
    assert [abs(part.total) for part in whole.parts] == sorted(
        (abs(part.total) for part in whole.parts), reverse=True
    )
    for part in whole.parts:
        members = [
            added for one, added in zip(features, contributions[:-1], strict=True) if one.theme == part.theme
        ]
        assert part.total == fsum(members)
        assert sorted(member.contribution for member in part.members) == sorted(members)
    assert {part.theme for part in whole.parts} == {one.theme for one in features}


@settings(deadline=None)  # the reasons are compiled
@given(forecasts())
def test_a_part_is_worded_as_the_reason_is(
    forecast: tuple[list[Feature], list[float], list[float]],
) -> None:
    features, values, contributions = forecast
    whole = breakdown(features, values, contributions)
    ((best, worst),) = Themes(features).of(np.array([contributions]), np.array([values], dtype=np.float32))
    words = {round(part.total, 9): part.words for part in whole.parts}
    totals = [round(part.total, 9) for part in whole.parts]
    for reason in (*best, *worst):
        assert round(reason.contribution, 9) in totals
        if totals.count(round(reason.contribution, 9)) == 1 and _clear(whole, reason.contribution):
            assert words[round(reason.contribution, 9)] == reason.words
    assert len(best) <= MOST


def _clear(whole: Any, total: float) -> bool:
    """Whether one member alone contributes most with the sign of its theme."""
    (part,) = (part for part in whole.parts if round(part.total, 9) == round(total, 9))
    own = sorted((member.contribution * (1 if total > 0 else -1) for member in part.members), reverse=True)
    return len(own) == 1 or own[0] - own[1] > 1e-9


def inputs(**rows: Any) -> Inputs:
    lead = Facts.of(NOW - 9 * DAY, "a", {"budget": "approved"}, **rows)
    return Inputs("one", NOW, NOW - 9 * DAY, lead, ())


def test_what_happened_is_told_in_order_and_without_what_came_later() -> None:
    told = inputs(
        touches=[
            {"at": NOW - DAY, "kind": "call", "direction": "outbound", "channel": "phone", "actor": "Ann"},
            {"at": NOW - 8 * DAY, "kind": "visit", "direction": "inbound"},
        ],
        stages=[{"at": NOW - 2 * DAY, "stage": "mql"}],
        changes=[
            {"at": NOW - 3 * DAY, "field": "budget", "value": "planned"},
            {"at": NOW + DAY, "field": "budget", "value": "approved", "old_value": "planned"},
        ],
    )
    assert [(event.what, event.words, event.direction, event.detail) for event in happened(told)] == [
        ("created", "created", "", ""),
        ("touch", "visit", "inbound", ""),
        ("change", "budget", "", "planned"),
        ("stage", "mql", "", ""),
        ("touch", "call", "outbound", "phone, Ann"),
    ]


def receipt(lead_id: str, as_of: int, **changed: Any) -> Receipt:
    told: dict[str, Any] = {"score_id": f"{lead_id} {as_of}", "scored_at": as_of, "model_version": "v1"}
    told |= {"agreement_version": "a", "status": "scored", "p_sql": 0.2, "p_close": 0.1, "rank": 50.0}
    told |= {"grade": "B2", "fit_score": None, "fit_grade": None, "explore": False, "input_hash": ""}
    told |= {"inputs": b"", "contributions": b"", "answer": b"{}"}
    return Receipt(lead_id=lead_id, as_of=as_of, **{**told, **changed})


def test_the_newest_moment_counts_and_none_that_is_yet_to_come(ledger: Ledger) -> None:
    days = (5, 1, 3, -2)
    ledger.record([receipt("one", NOW - day * DAY, scored_at=NOW + day) for day in days])
    ledger.record([receipt("other", NOW)])
    ledger.answered(Answer(lead_id="one", kind="accepted", received_at=NOW))
    known = known_of(ledger, "one", NOW)
    assert known is not None
    assert [score.as_of for score in known.scores] == [NOW - day * DAY for day in (5, 3, 1)]
    assert known.receipt is not None
    assert known.receipt.as_of == NOW - DAY
    assert [answer.kind for answer in known.answers] == ["accepted"]
    assert known.journey is None


def test_a_lead_that_was_told_of_and_never_scored_has_its_journey(ledger: Ledger) -> None:
    ledger.told([Document("quiet", "request", NOW, Facts.of(NOW - DAY, None, {"budget": "planned"}))])
    known = known_of(ledger, "quiet", NOW)
    assert known is not None
    assert known.receipt is None
    assert known.journey is not None
    assert known.journey.lead.facts.attributes == {"budget": "planned"}
    assert known_of(ledger, "nobody", NOW) is None
    assert known_of(ledger, "", NOW) is None
