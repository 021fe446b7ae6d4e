"""A lead that is forgotten is in no table; what is too old goes; and all else stays as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger import Answer, Document, Facts, Ledger, Receipt
from models.ledger.forgetting import Erasing, compact, expire, forget
from models.ledger.searching import mentions
from models.ledger.shadows import Shadowed
from models.receipts.forgetting import pseudonymised, without_colleague
from models.receipts.inputs import Inputs
from models.receipts.replay import replayed

if TYPE_CHECKING:
    from pathlib import Path

LEAD = 'Žofie "17" \\ \0'
NAMES = [LEAD, "b", "c", "d"]
BLANK = Receipt(
    score_id="",
    lead_id="",
    as_of=9,
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
    explore=False,
    input_hash="h",
    inputs=b"",
    contributions=b"{}\n",
    answer=b"",
)


def facts(lead_id: str) -> Facts:
    return Facts.of(1, "acme", {"name": f"name of {lead_id}"}, touches=[{"at": 2, "kind": "visit"}])


def receipt_of(lead_id: str, others: list[str], at: int) -> Receipt:
    inputs = Inputs(lead_id, 9, 1, facts(lead_id), tuple((other, facts(other)) for other in others))
    answer = {"lead_id": lead_id, "p_sql": 0.25, "reason_1": "a name", "against_1": "", "status_why": ""}
    return replace(
        BLANK,
        score_id=f"{lead_id}/{at}",
        lead_id=lead_id,
        scored_at=at,
        inputs=inputs.text.encode(),
        answer=json.dumps(answer).encode(),
    )


def fill(ledger: Ledger) -> None:
    """Each lead is told of, scored (with the next two as colleagues), shadowed and answered of, thrice."""
    for at in (10, 20, 30):
        told = [Document(lead_id, "request", at, Facts.of(at, "acme")) for lead_id in NAMES]
        doubled = [*NAMES, *NAMES]
        scored = [receipt_of(name, sorted(doubled[n + 1 : n + 3]), at) for n, name in enumerate(NAMES)]
        ledger.told(told, scored)
        ledger.shadowed([Shadowed(one.score_id, one) for one in scored])
        answers = [
            Answer(lead_id=name, kind="contacted", received_at=at, note=f"{name} said", key=f"{name} {at}")
            for name in NAMES
        ]
        ledger.take(answers)


def erase(ledger: Ledger, name: str | None = None) -> dict[str, int]:
    return dict(forget(ledger.database, LEAD, Erasing(name, pseudonymised, without_colleague)))


def everything(ledger: Ledger) -> dict[str, Any]:
    """All that is kept of the others, without what they were scored beside."""
    others = NAMES[1:]
    receipts = [
        ledger.receipt(f"{name}/{at}", shadow=shadow)
        for name in others
        for at in (10, 20, 30)
        for shadow in (True, False)
    ]
    return {
        "journeys": [ledger.journey(name, "none") for name in others],
        "answers": [ledger.answers(name) for name in others],
        "receipts": [replace(one, inputs=b"") if one else None for one in receipts],
    }


@pytest.mark.parametrize("anywhere", [True, False])
def test_a_lead_is_found_wherever_it_is(ledger: Ledger, anywhere: bool) -> None:
    fill(ledger)
    assert mentions(ledger.database, LEAD, anywhere=anywhere) == {
        "documents": 3,
        "receipts": 9,
        "shadow_receipts": 9,
        "answers": 3,
    }
    assert mentions(ledger.database, "nobody", anywhere=anywhere) == {}
    # a text that is an id elsewhere: only where ids are distinctive does it name the lead
    assert bool(mentions(ledger.database, "name of b", anywhere=anywhere)) == anywhere


def test_what_is_forgotten_is_gone_and_the_others_stay(ledger: Ledger) -> None:
    fill(ledger)
    before = everything(ledger)
    assert erase(ledger) == {
        "documents": 3,
        "receipts": 3,
        "shadow_receipts": 3,
        "answers": 3,
        "receipts of colleagues": 6,
        "shadow_receipts of colleagues": 6,
    }
    assert mentions(ledger.database, LEAD, anywhere=True) == {}
    assert everything(ledger) == before
    assert erase(ledger) == {}
    for shadow in (True, False):
        beside = ledger.receipt("d/10", shadow=shadow)
        assert beside is not None
        (one,) = replayed([beside], lambda _: pytest.fail("nothing is to be scored"))
        assert (one.outcome, one.why) == (
            "forgotten",
            ("a colleague of this lead was forgotten: what is left of the inputs gives another score",),
        )
        whole = ledger.receipt("b/10", shadow=shadow)
        assert whole is not None
        assert [name for name, _ in Inputs.read(whole.inputs).colleagues] == ["c", "d"]


def test_a_pseudonym_keeps_numbers_and_answers(ledger: Ledger) -> None:
    fill(ledger)
    before = everything(ledger)
    assert erase(ledger, "forgotten-1")["receipts"] == 3
    assert mentions(ledger.database, LEAD, anywhere=True) == {}
    assert everything(ledger) == before
    scored = [row for row in ledger.scored(0, 100) if row.lead_id == "forgotten-1"]
    assert [row.p_sql for row in scored] == [0.25] * 3
    assert {(one.kind, one.note) for one in ledger.answers("forgotten-1")} == {("contacted", None)}
    assert len(ledger.answers("forgotten-1")) == 3
    kept = ledger.receipt(f"{LEAD}/10")
    assert kept is not None
    assert json.loads(kept.answer) == {
        "lead_id": "forgotten-1",
        "p_sql": 0.25,
        "reason_1": "",
        "against_1": "",
        "status_why": "",
    }
    assert b"name" not in kept.inputs
    (one,) = replayed([kept], lambda _: pytest.fail("nothing is to be scored"))
    assert (one.outcome, one.why) == (
        "forgotten",
        ("the lead was pseudonymised: its inputs are erased, and its numbers stay",),
    )


def test_what_is_older_than_is_kept_goes(ledger: Ledger) -> None:
    fill(ledger)
    assert expire(ledger.database, 20) == {
        "documents": 4,
        "receipts": 4,
        "shadow_receipts": 4,
        "answers": 4,
    }
    assert {row.scored_at for row in ledger.scored(0, 100)} == {20, 30}
    assert {one.received_at for one in ledger.answered_between(0, 100)} == {20, 30}
    assert expire(ledger.database, 20) == {}
    found = ledger.journey("b")
    assert found is not None
    assert found.lead.facts.created_at == 20


def test_nothing_of_it_is_left_in_the_files(tmp_path: Path) -> None:
    """Not even in pages that are free, and not in the log that is written ahead."""
    needle = "distinctive-id"
    erasing = Erasing(None, pseudonymised, without_colleague)

    def bytes_of_all() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    with Ledger.open(None, tmp_path) as ledger:
        names = [needle, *(f"{needle}-{n}" for n in range(40))]
        note = " ".join([needle] * 100)
        ledger.take([Answer(lead_id=name, kind="contacted", received_at=1, note=note) for name in names])
        ledger.take([Answer(lead_id="stays", kind="contacted", received_at=1)])
        with ledger.database.writing() as connection:  # as before anybody thought of erasing
            connection.exec_driver_sql("PRAGMA secure_delete = OFF")
            connection.exec_driver_sql(f"DELETE FROM answers WHERE lead_id LIKE '{needle}-%'")
        forget(ledger.database, needle, erasing)
        assert needle.encode() in bytes_of_all()
        assert compact(ledger.database)
        assert b"stays" in bytes_of_all()
        assert needle.encode() not in bytes_of_all()
