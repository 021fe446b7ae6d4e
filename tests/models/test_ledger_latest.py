"""The newest score of each lead, whole receipts by their ids, and whom sales has answered of late."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from models.ledger import Answer, Receipt, reading
from models.ledger.latest import answered_leads, newest
from models.ledger.reading import ScoredRow

if TYPE_CHECKING:
    import pytest

    from models.ledger import Ledger

BLANK = Receipt(
    score_id="",
    lead_id="L",
    as_of=3,
    scored_at=0,
    model_version="m",
    agreement_version="a",
    status="scored",
    p_sql=0.25,
    p_close=None,
    rank=None,
    grade="A1",
    fit_score=None,
    fit_grade=None,
    explore=True,
    input_hash="h",
    inputs=b"[]",
    contributions=b"{}\n",
    answer=b"{}",
)


def row(lead_id: str, as_of: int, scored_at: int, score_id: str) -> ScoredRow:
    told = {**vars(BLANK), "lead_id": lead_id, "as_of": as_of, "scored_at": scored_at, "score_id": score_id}
    return ScoredRow(**{name: told[name] for name in ScoredRow._fields})


ROWS = st.lists(
    st.tuples(st.sampled_from(["", "a", "b"]), st.integers(0, 9), st.integers(0, 3), st.integers(0, 99)),
    unique_by=lambda told: told[3],
).map(lambda all_: [row(lead, as_of, at, f"{number:02}") for lead, as_of, at, number in all_])


@given(ROWS, st.integers(0, 9))
def test_the_newest_moment_wins_whatever_the_order(rows: list[ScoredRow], until: int) -> None:
    found = newest(rows, until)
    for lead_id in ("a", "b"):
        its = [one for one in rows if one.lead_id == lead_id and one.as_of <= until]
        best = max(its, key=lambda one: (one.as_of, one.scored_at, one.score_id), default=None)
        assert found.get(lead_id) == best
    assert "" not in found


def test_receipts_come_by_their_ids_however_many(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [replace(BLANK, score_id=f"\\{number}", answer=f"{number}".encode()) for number in range(7)]
    ledger.record(kept)
    monkeypatch.setattr(reading, "KEYS", 3)
    wanted = [one.score_id for one in kept[:5]]
    assert ledger.receipts([*wanted, "none"]) == {one.score_id: one for one in kept[:5]}
    assert ledger.receipts([]) == {}


def test_answers_of_a_stretch_name_their_leads_once(ledger: Ledger) -> None:
    for lead_id, at in (("a", 1), ("b", 5), ("b", 6), ("c", 9)):
        ledger.answered(Answer(lead_id=lead_id, kind="accepted", received_at=at, key=f"{at}"))
    assert answered_leads(ledger, 2, 9) == {"b"}
    assert answered_leads(ledger, 0, 10) == {"a", "b", "c"}
