"""Receipts of a bundle that rides along: apart from the others, and each beside the one that was answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from models.ledger import Receipt, Shadowed, Side, shadows

if TYPE_CHECKING:
    import pytest

    from models.ledger import Ledger


def receipt(score_id: str, version: str, at: int = 5, **told: Any) -> Receipt:
    given: dict[str, Any] = {
        "lead_id": f"lead of {score_id[1:]}",
        "as_of": 3,
        "scored_at": at,
        "model_version": version,
        "agreement_version": "a",
        "status": "scored",
        "p_sql": 0.25,
        "p_close": None,
        "rank": 12.5,
        "grade": "A1",
        "fit_score": None,
        "fit_grade": None,
        "explore": False,
        "input_hash": "",
        "inputs": b"[]",
        "contributions": b"",
        "answer": json.dumps({"action": "leave"}).encode(),
    }
    return Receipt(score_id=score_id, **{**given, **told})


def test_a_shadow_stands_beside_what_was_answered(ledger: Ledger) -> None:
    other = json.dumps({"action": None}).encode()
    ledger.record([receipt("c1", "old"), receipt("c2", "old", status="too_old", p_sql=None, answer=other)])
    ledger.shadowed(
        [
            Shadowed("c1", receipt("s1", "new", p_sql=0.5, grade="B2")),
            Shadowed("c2", receipt("s2", "new")),
            Shadowed("never kept", receipt("s3", "new")),
            Shadowed("c1", receipt("s4", "newest")),
        ]
    )
    one, two = ledger.pairs("new", 0, 10)
    assert one.champion == Side("old", "scored", 0.25, None, 12.5, "A1", "leave")
    assert one.shadow == Side("new", "scored", 0.5, None, 12.5, "B2", "leave")
    assert (one.lead_id, one.as_of, one.scored_at) == ("lead of 1", 3, 5)
    assert (two.champion.status, two.champion.action) == ("too_old", "")
    assert [pair.shadow.model_version for pair in ledger.pairs("newest", 0, 10)] == ["newest"]
    assert [row.score_id for row in ledger.scored(0, 10)] == ["c1", "c2"]  # apart from those


def test_the_first_receipt_of_a_score_stays(ledger: Ledger) -> None:
    ledger.record([receipt("c1", "old")])
    ledger.shadowed([])
    ledger.shadowed([Shadowed("c1", receipt("s1", "new")), Shadowed("c1", receipt("s1", "new", p_sql=0.9))])
    ledger.shadowed([Shadowed("c1", receipt("s1", "new", p_sql=0.8))])
    assert [pair.shadow.p_sql for pair in ledger.pairs("new", 0, 10)] == [0.25]


def test_each_pair_comes_once_in_the_order_of_time(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shadows, "_PAGE", 3)
    order = [(at, n) for at in (1, 2, 3) for n in range(4)]  # pages end amid an instant
    ledger.record([receipt(f"c{at}{n}", "old", at) for at, n in order])
    ledger.shadowed([Shadowed(f"c{at}{n}", receipt(f"s{at}{n}", "new", at)) for at, n in reversed(order)])
    assert [pair.lead_id for pair in ledger.pairs("new", 1, 4)] == [f"lead of {at}{n}" for at, n in order]
    assert {pair.scored_at for pair in ledger.pairs("new", 2, 3)} == {2}
