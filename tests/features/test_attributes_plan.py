"""A plan's promises: it reads any text, survives JSON, and says its values in words."""

from __future__ import annotations

import json
import math
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.agreement import Attributes
from features.attributes import KINDS, AttributePlan, infer
from features.attributes.kinds import Boolean, Category, Date, Ignore, Multi, Number, Ordinal, Text, Title

MISSING = frozenset(("", "select", "n/a"))
READERS = {
    "number": Number(","),
    "category": Category(("other", "Software", "Retail")),
    "ordinal": Ordinal.of(["1-10", "11-50", "51+"]),
    "boolean": Boolean(),
    "date": Date(day_first=False, zone="Europe/Berlin"),
    "multi": Multi(("Salesforce", "Slack"), ";|"),
    "title": Title(),
    "text": Text(),
    "ignore": Ignore(),
}
PLANS = {kind: AttributePlan(f"my_{kind}", reader, MISSING, "a test") for kind, reader in READERS.items()}
SOME = [
    "1.234,5",
    "Software",
    "11-50",
    "yes",
    "2024-01-31",
    "03/04/24 5:06 pm",
    "Slack;x",
    "VP Sales",
    "hello there",
    "5 k",
]
texts = st.one_of(
    st.text(),
    st.text(alphabet="0123456789.,-–/: +<>$%kM;|()TZeEaptmo٣²½ſK\u202f", max_size=40),
    st.sampled_from(SOME),
)


def same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) and all(
        a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(one, other, strict=True)
    )


def test_every_kind_is_tried_here() -> None:
    assert set(READERS) == set(KINDS)


@pytest.mark.parametrize("kind", PLANS)
@given(text=texts)
def test_any_text_is_read(kind: str, text: str) -> None:
    plan = PLANS[kind]
    values = plan.parse(text)
    assert len(values) == len(plan.columns)
    assert all(isinstance(value, float) and not math.isinf(value) for value in values)
    assert same(values, plan.parse(text))
    assert all(column.words(value) for column, value in zip(plan.columns, values, strict=True))


@pytest.mark.parametrize("kind", PLANS)
@given(text=texts)
def test_json_keeps_every_reading(kind: str, text: str) -> None:
    plan = PLANS[kind]
    again = AttributePlan.from_json(json.loads(json.dumps(plan.to_json(), allow_nan=False)))
    assert again == plan
    assert again.columns == plan.columns
    assert same(again.parse(text), plan.parse(text))


@given(st.dictionaries(texts, st.integers(1, 9), max_size=30), st.text(max_size=12))
def test_any_column_can_be_inferred_and_read(values: dict[str, int], name: str) -> None:
    plan = infer(name, values, sum(values.values()), Attributes())
    again = AttributePlan.from_json(json.loads(json.dumps(plan.to_json())))
    assert all(same(again.parse(text), plan.parse(text)) for text in values)


@pytest.mark.parametrize("kind", PLANS)
@pytest.mark.parametrize("text", [None, "", "  ", "Select", " n/A "])
def test_crm_nulls_are_missing(kind: str, text: str | None) -> None:
    values = PLANS[kind].parse(text)
    assert not PLANS[kind].filled(text)
    if kind == "text":
        assert values[0] == 0
        assert math.isnan(values[1])
    else:
        assert all(math.isnan(value) for value in values)


@pytest.mark.parametrize(
    ("name", "counts", "text", "words"),
    [
        ("employees", {"1-10": 3, "200-499": 2}, "200-499", ["employees is 200-499"]),
        ("employees", {"1-10": 3, "200-499": 2}, None, ["employees is not filled in"]),
        ("industry", {"Software": 3, "Retail": 2}, "software", ["industry is Software"]),
        ("industry", {"Software": 3, "Retail": 2}, "Mining", ["industry is one of the others"]),
        ("country", {"DE": 3, "FR": 2}, "N/A", ["country is not filled in"]),
        ("opted_in", {"Yes": 3, "No": 2}, "no", ["opted in is no"]),
        ("revenue", {"1000": 3, "2500.5": 2}, "1200000", ["revenue is 1,200,000"]),
        ("founded", {"1998": 3, "2011": 2}, "1998", ["founded is 1998"]),
        (
            "technologies",
            {"Salesforce;Slack": 2, "Slack;Salesforce": 1},
            "salesforce",
            [
                "technologies include Salesforce",
                "technologies do not include Slack",
                "technologies has 1 entry",
            ],
        ),
        (
            "job_title",
            {"CTO": 2, "VP Sales": 1},
            "Director of Engineering",
            ["job title seniority is director/head", "job title function is engineering"],
        ),
    ],
)
def test_words(name: str, counts: dict[str, int], text: str | None, words: list[str]) -> None:
    plan = infer(name, counts, 9, Attributes())
    assert [
        column.words(value) for column, value in zip(plan.columns, plan.parse(text), strict=True)
    ] == words


def test_a_date_is_an_instant_and_its_words_an_age() -> None:
    plan = infer("renewed", Counter(["2024-01-31", "2024-02-01"]), 2, Attributes())
    (column,) = plan.columns
    (instant,) = plan.parse("1970-01-02")
    assert column.is_date
    assert instant == 86_400_000_000
    assert column.words(instant) == "renewed was 1 day ago"


@pytest.mark.parametrize("kind", PLANS)
def test_reading_a_text_is_quick(kind: str) -> None:
    plan, turns = PLANS[kind], 300
    best = math.inf
    for _ in range(5):
        start = time.process_time()
        for _ in range(turns):
            for text in SOME:
                plan.parse(text)
        best = min(best, (time.process_time() - start) / (turns * len(SOME)))
    assert best < 60e-6, "aim: under 20 microseconds on a quiet machine"
