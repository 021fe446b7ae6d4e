"""Receipts and answers: kept once, given back as they were, and refused where they contradict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.agreement.parse import parse_agreement
from features.errors import AnswerError, ConflictError
from models.ledger import Answer, Receipt, agreed
from models.ledger.contributions import pack, unpack
from models.ledger.lines import line_of, read_lines

if TYPE_CHECKING:
    from models.ledger import Ledger

RECEIPT = Receipt(
    score_id="s1",
    lead_id="L\0",
    as_of=-5,
    scored_at=2**62,
    model_version="m",
    agreement_version="a",
    status="scored",
    p_sql=0.1 + 0.2,
    p_close=None,
    rank=5e-324,
    grade="A1",
    fit_score=None,
    fit_grade=None,
    explore=True,
    input_hash="h",
    inputs=b'{"a":"\xc3\xa9"}',
    contributions=pack({"sql": np.array([0.1, -0.0, 5e-324])}),
    answer=b"{}\n",
)
ANSWER = Answer(lead_id="L", kind="returned", reason="no budget", received_at=7, told_by="crm")
AGREEMENT = parse_agreement('name = "x"\n[sources]\nleads = "x"\n')


def test_a_receipt_comes_back_to_the_last_bit(ledger: Ledger) -> None:
    assert ledger.receipt("s1") is None
    ledger.record([RECEIPT, replace(RECEIPT, score_id="s2", p_sql=1.0, explore=False)])
    assert ledger.receipt("s1") == RECEIPT
    assert ledger.receipt("s2") == replace(RECEIPT, score_id="s2", p_sql=1.0, explore=False)


def test_of_a_score_the_first_receipt_stays(ledger: Ledger) -> None:
    ledger.record([RECEIPT, replace(RECEIPT, scored_at=9)])
    ledger.record([replace(RECEIPT, scored_at=8)])
    assert ledger.receipt("s1") == RECEIPT


@given(
    st.dictionaries(
        st.sampled_from(["sql", "close"]),
        st.integers(0, 40).flatmap(lambda size: arrays(np.float64, size)),
    )
)
def test_contributions_keep_every_bit(contributions: dict[str, Any]) -> None:
    found = unpack(pack(contributions))
    assert {target: values.tobytes() for target, values in found.items()} == {
        target: values.tobytes() for target, values in contributions.items()
    }
    assert list(found) == list(contributions)


def test_an_answer_is_recorded_once(ledger: Ledger) -> None:
    sent = replace(ANSWER, key="k", note="späť \0 'x'", score_id="s")
    assert ledger.answers("L") == []
    assert ledger.answered(sent) == "recorded"
    assert ledger.answered(replace(sent, received_at=99, told_by="other")) == "already"
    assert ledger.answers("L") == [replace(sent, at=7)]


@pytest.mark.parametrize(
    "other",
    [
        {"reason": "other"},
        {"kind": "accepted"},
        {"lead_id": "M"},
        {"score_id": "s"},
        {"at": 7},
        {"note": "x"},
    ],
    ids=str,
)
def test_one_key_for_two_answers_is_a_conflict(ledger: Ledger, other: dict[str, Any]) -> None:
    sent = replace(ANSWER, key="k")
    assert ledger.answered(sent) == "recorded"
    with pytest.raises(ConflictError, match="another answer has this key") as caught:
        ledger.answered(replace(sent, **other))
    assert "budget" not in str(caught.value)
    assert ledger.answered(sent) == "already"
    assert ledger.answers("L") == [replace(sent, at=7)]


def test_without_a_key_the_same_words_are_one_answer(ledger: Ledger) -> None:
    assert [ledger.answered(replace(ANSWER, at=at)) for at in (3, 3, 4, 3)] == [
        "recorded",
        "already",
        "recorded",
        "already",
    ]
    assert [answer.at for answer in ledger.answers("L")] == [3, 4]


def test_several_at_once_are_taken_one_by_one(ledger: Ledger) -> None:
    several = [
        replace(ANSWER, key="b"),
        replace(ANSWER, key="a"),
        replace(ANSWER, key="b"),
        replace(ANSWER, key="a", note="otherwise"),
    ]
    assert ledger.take(several) == ["recorded", "recorded", "already", "conflict"]
    assert ledger.take([]) == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"reason": " No Budget "}, "no budget"),
        ({"reason": "other"}, "other"),
        ({"kind": "outcome", "reason": "WON"}, "won"),
        ({"kind": "accepted", "reason": None}, None),
        ({"kind": "contacted", "reason": None}, None),
    ],
)
def test_answers_in_the_agreements_words(answer: dict[str, Any], reason: str | None) -> None:
    given = replace(ANSWER, **answer)
    assert agreed(given, AGREEMENT.feedback) == replace(given, reason=reason)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"reason": None}, "reason: write one of bad timing, no budget,"),
        ({"reason": "jo@example.com"}, "reason: write one of bad timing"),
        ({"kind": "outcome", "reason": "no budget"}, "reason: write one of mql, sql"),
        ({"kind": "accepted"}, "reason: accepted has none"),
        ({"kind": "jo@example.com"}, "kind: write one of accepted, returned, contacted, outcome"),
        ({"note": "x" * 2_001}, "note: 2,000 characters at most"),
        ({"key": "x" * 501}, "key: 500 characters at most"),
        ({"lead_id": "x" * 501}, "lead_id: 500 characters"),
    ],
)
def test_answers_the_agreement_does_not_know(answer: dict[str, Any], said: str) -> None:
    with pytest.raises(AnswerError, match=said) as caught:
        agreed(replace(ANSWER, **answer), AGREEMENT.feedback)
    assert "jo@" not in str(caught.value)


def test_reasons_are_the_agreements() -> None:
    ours = parse_agreement('name = "x"\nfeedback.return_reasons = ["Too far"]\n[sources]\nleads = "x"\n')
    assert agreed(replace(ANSWER, reason="too FAR"), ours.feedback).reason == "Too far"
    with pytest.raises(AnswerError, match="write one of Too far"):
        agreed(ANSWER, ours.feedback)


def test_lines_say_what_was_put_into_them() -> None:
    kept = [RECEIPT, replace(ANSWER, note="\ud83d\0\n")]
    lines = [line_of(one) for one in kept]
    assert not any("\n" in line for line in lines)
    encoded = [line.encode() for line in lines]
    assert read_lines(encoded) == (kept, 0)
    for line in encoded:
        torn = [line[:length] for length in range(1, len(line))]
        assert read_lines(torn) == ([], len(torn))
