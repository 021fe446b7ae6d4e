"""Identifiers for attributes: what a tool can take, near to the name, and never another attribute's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.request.cells import compared
from serving.request.contract import ScoreIn
from serving.request.spelling import identifiers

NAMES = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=8), st.sampled_from(["Lead Source", "lead_source", "LEAD-SOURCE_2"])
    ),
    unique=True,
    max_size=8,
)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["industry", "Lead Source"], ["industry", "Lead_Source"]),
        (["Größe (m²)", "naïve"], ["Groe_m2", "naive"]),
        (["2nd budget", "_id", "价格"], ["attribute_2nd_budget", "id", "attribute"]),
        (["Lead Source", "lead_source"], ["Lead_Source_2", "lead_source_3"]),
        (["cost (EUR)", "CostEUR"], ["cost_EUR_2", "CostEUR"]),
        (["Explain", "lead-id", "touches"], ["Explain_2", "lead_id_2", "touches_2"]),
    ],
)
def test_identifiers_stay_near_the_names(names: list[str], expected: list[str]) -> None:
    assert list(identifiers(names, ScoreIn.model_fields).values()) == expected


@given(NAMES)
def test_each_name_has_an_identifier_of_its_own(names: list[str]) -> None:
    found = identifiers(names, ScoreIn.model_fields)
    assert list(found) == names
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", word) for word in found.values())
    assert len({compared(word) for word in found.values()} | set(map(compared, ScoreIn.model_fields))) == len(
        names
    ) + len(ScoreIn.model_fields)
    for name, word in found.items():
        assert compared(word) not in {compared(other) for other in names if other != name}
