"""Whatever JSON a caller sends is understood or refused: it is never a fault, and never repeated."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.agreement.ledger import Feedback
from features.errors import AnswerError
from models.ledger.answers import agreed
from models.scorer import Scorer
from models.workspace import Workspace
from serving.answerer import Answerer
from serving.refusal import Refusal
from serving.request import cells, hubspot, odoo
from serving.request.feedback import answer_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from serving.answerer import Understood

PERSON = "jo.doe@example.com"
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(10**8, 10**19),
    st.floats(allow_nan=False),
    st.sampled_from([1e999, -1e999, 2.0**53, 1e308, 5e-324, -0.0]),
    st.text(max_size=12),
    st.sampled_from(
        [
            *(
                "",
                " ",
                PERSON,
                "2026-09-29",
                "2026-09-29T25:00",
                "9999-12-31",
                "1e999",
                "NaN",
                "12k",
                "\ud800",
            ),
            *("visit", "mql", "accepted", "true", "0001-01-01T00:00:00+23:59", "1790758800000", "\0", "-"),
        ]
    ),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


def objects(*keys: str, values: st.SearchStrategy[Any] = ANYTHING) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of the keys, and perhaps others."""
    return st.dictionaries(st.sampled_from(keys) | st.text(max_size=6), values, max_size=8)


ROWS = st.lists(
    objects("at", "kind", "stage", "field", "value", "old_value", "direction") | ANYTHING, max_size=4
)
LEADS = objects(
    *("lead_id", "account_id", "created_at", "as_of", "explain", "touches", "stages", "attribute_changes"),
    *("colleagues", "industry", "annual_revenue", "Job Title", "technologies", "employees", "budget"),
    values=ANYTHING
    | ROWS
    | st.lists(objects("lead_id", "touches", "industry", values=ANYTHING | ROWS), max_size=2),
)
VERSIONS = st.lists(objects("timestamp", "value", values=SCALARS) | SCALARS, max_size=3)
PROPERTIES = objects(
    *("createdate", "lifecyclestage", "industry", "hs_object_id", "associatedcompanyid"),
    values=SCALARS | objects("value", "versions", values=SCALARS | VERSIONS),
)
CONTACTS = objects(
    *("vid", "objectId", "properties", "object", "inputFields", "id", "hs_object_id"),
    values=ANYTHING | PROPERTIES | objects("objectId", "properties", values=ANYTHING | PROPERTIES),
)
EVENTS = st.fixed_dictionaries(
    {"subscriptionType": st.sampled_from(["contact.creation", "contact.propertyChange"]) | ANYTHING},
    optional={
        name: ANYTHING | st.sampled_from(["lifecyclestage", "industry"])
        for name in ("occurredAt", "objectId", "propertyName", "propertyValue", "eventId")
    },
)
RECORDS = objects("_id", "_model", "id", "create_date", "partner_id", "industry", "stage_id")
ANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def answerer(demo_workspace: Path) -> Answerer:
    return Answerer(Scorer(Workspace(demo_workspace).champion()))


def told(refusal: Refusal) -> None:
    assert refusal.status in (400, 404, 409, 413, 415, 422)
    assert set(refusal.body) == {"code", "message", "field"}
    assert all(isinstance(part, str) for part in refusal.body.values())
    assert PERSON not in refusal.body["message"]
    json.dumps(refusal.body, allow_nan=False)


def unrepeated(error: Exception) -> None:
    assert not isinstance(error, UnicodeError)
    assert PERSON not in str(error)


def understood(hear: Callable[[], Understood]) -> Understood | None:
    try:
        return hear()
    except Refusal as refusal:
        told(refusal)
        return None


@ANY
@given(lead=LEADS)
def test_any_lead(answerer: Answerer, lead: dict[str, Any]) -> None:
    heard = understood(lambda: answerer.understood(lead))
    if heard:
        ((_, answer),) = answerer.answer([heard])
        assert answer["status"]
        json.dumps(answer, allow_nan=False)
        ((_, again),) = answerer.answer([heard])
        assert answer == again


@ANY
@given(contact=CONTACTS)
def test_any_contact_of_hubspot(answerer: Answerer, contact: dict[str, Any]) -> None:
    understood(lambda: answerer.understood(hubspot.lead(contact)))


@ANY
@given(event=EVENTS)
def test_any_event_of_hubspot(answerer: Answerer, event: dict[str, Any]) -> None:
    found = hubspot.event(event)
    if found is not None:
        understood(lambda: answerer.understood(found))


@ANY
@given(record=RECORDS)
def test_any_record_of_odoo(answerer: Answerer, record: dict[str, Any]) -> None:
    understood(lambda: answerer.understood(odoo.lead(record)))


@ANY
@given(said=objects("lead_id", "kind", "reason", "score_id", "at", "note", "idempotency_key"), key=st.text())
def test_any_feedback(answerer: Answerer, said: dict[str, Any], key: str) -> None:
    try:
        answer = agreed(answer_of(said, key, "n8n", UTC), Feedback())
    except Refusal as refusal:
        told(refusal)
    except AnswerError as error:
        unrepeated(error)
    else:
        assert answer.lead_id


@given(value=ANYTHING)
def test_any_cell(value: Any) -> None:
    """A text or nothing, an instant of the years that are looked at, or a refusal that repeats nothing."""
    for read, kind in ((cells.text, str), (cells.listed, str), (cells.dated, str), (cells.instant, int)):
        try:
            found = read(value)
        except ValueError as error:
            unrepeated(error)
        else:
            assert found is None or isinstance(found, kind)
            assert found != ""
