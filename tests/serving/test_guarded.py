"""Tokens, rates and hooks against a real server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import time
from typing import Any

import pytest

from models.tokens.change import revoke

LEAD = json.dumps({"lead_id": "g1", "as_of": "2026-09-30", "created_at": "2026-09-01"}).encode()
JSON = {"Content-Type": "application/json"}
HUBSPOT = "/v1/hooks/hubspot"
SECRET, PUBLIC = "hubspot's secret", "https://leads.example.com"  # as the server was told


@pytest.fixture(scope="module")
def token(guarded: Any) -> str:
    return guarded.token("score")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def ask(
    guarded: Any, body: bytes = LEAD, headers: dict[str, str] | None = None, path: str = "/v1/score"
) -> Any:
    return guarded.server.ask(path, body, "POST", {**JSON, **(headers or {})})


def test_a_token_gets_a_score(guarded: Any, token: str) -> None:
    for headers in (bearer(token), {"X-API-Key": token}):
        reply = ask(guarded, headers=headers)
        assert (reply.status, reply.json["lead_id"]) == (200, "g1")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"X-API-Key": "x" * 5_000}], ids=str)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/score"), ("GET", "/v1/model"), ("GET", "/metrics"), ("POST", "/v1/hooks/odoo")],
)
def test_without_a_token_there_is_nothing(
    guarded: Any, headers: dict[str, str], method: str, path: str
) -> None:
    body = LEAD if method == "POST" else None
    reply = guarded.server.ask(path, body, method, {**JSON, **headers, "X-Forwarded-For": "127.0.0.1"})
    assert (reply.status, reply.json["code"]) in ((401, "token"), (429, "guesses"))
    assert reply.status == 429 or reply.headers["www-authenticate"].startswith("Bearer")


def test_a_scope_that_does_not_fit_is_403(guarded: Any, token: str) -> None:
    reply = guarded.server.ask("/v1/model", headers=bearer(token))
    assert (reply.status, reply.json["code"]) == (403, "scope")


def test_who_may_not_ask_is_told_before_the_body_is_read(guarded: Any) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", guarded.server.port, timeout=10)
    try:
        connection.putrequest("POST", "/v1/score")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "1000000")
        connection.endheaders()
        assert connection.getresponse().status in (401, 429)
    finally:
        connection.close()


def test_a_token_in_another_url_is_no_token(guarded: Any, token: str) -> None:
    assert ask(guarded, path=f"/v1/score?token={token}").status in (401, 429)


def test_a_revoked_token_is_401_within_seconds(guarded: Any) -> None:
    token = guarded.token("score")
    assert ask(guarded, headers=bearer(token)).status == 200
    revoke(guarded.tokens, token.split("_")[1], 1)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and ask(guarded, headers=bearer(token)).status == 200:
        time.sleep(0.1)
    assert ask(guarded, headers=bearer(token)).status in (401, 429)


def test_a_token_that_asks_too_often_is_told_when_to_come_back(guarded: Any, token: str) -> None:
    eager = guarded.token("read")
    connection = http.client.HTTPConnection("127.0.0.1", guarded.server.port, timeout=30)
    statuses: list[int] = []
    headers: dict[str, str] = {}
    try:
        for _ in range(600):
            connection.request("GET", "/v1/model", headers=bearer(eager))
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
            headers = dict(answer.getheaders())
            if answer.status == 429:
                break
    finally:
        connection.close()
    assert statuses[:150] == [200] * 150
    assert statuses[-1] == 429
    assert headers["retry-after"] == "1"
    assert ask(guarded, headers=bearer(token)).status == 200


def test_odoo_has_its_token_in_the_url(guarded: Any, token: str) -> None:
    sent = {"_model": "crm.lead", "_id": 4711, "_action": "on_create", "id": 4711, "industry": False}
    sent |= {"create_date": "2026-09-01 08:00:00", "partner_id": [12, "Acme"], "as_of": "2026-09-30"}
    reply = ask(guarded, json.dumps(sent).encode(), path=f"/v1/hooks/odoo?token={token}")
    assert (reply.status, reply.json["lead_id"]) == (200, "4711")
    same = {"lead_id": "4711", "created_at": "2026-09-01T08:00:00Z", "account_id": 12, "as_of": "2026-09-30"}
    plain = ask(guarded, json.dumps(same).encode(), bearer(token)).json
    assert reply.json["score_id"] == plain["score_id"]


def signed(body: bytes, path: str = HUBSPOT, when: float | None = None) -> dict[str, str]:
    """The headers of HubSpot's webhooks."""
    now = str(int((time.time() if when is None else when) * 1000))
    message = f"POST{PUBLIC}{path}".encode() + body + now.encode()
    made = base64.b64encode(hmac.new(SECRET.encode(), message, hashlib.sha256).digest()).decode()
    return {"X-HubSpot-Signature-v3": made, "X-HubSpot-Request-Timestamp": now}


def test_a_contact_of_hubspot_brings_its_history(guarded: Any, token: str) -> None:
    """Its answer is that of a request which says the same in our words."""
    stages = [{"value": "mql", "timestamp": 1788600000000}, {"value": "lead", "timestamp": 1788300000000}]
    budgets = [
        {"value": "planned", "timestamp": 1788700000000},
        {"value": "none", "timestamp": 1788300000000},
    ]
    contact = {
        "vid": 9001,
        "properties": {
            "createdate": {"value": "1788250000000", "versions": []},
            "budget": {"value": "planned", "versions": budgets},
            "lifecyclestage": {"value": "mql", "versions": stages},
            "industry": {"value": "software"},
            "as_of": {"value": "2026-09-30"},
        },
    }
    body = json.dumps(contact).encode()
    reply = ask(guarded, body, signed(body), HUBSPOT)
    assert reply.status == 200, reply
    fields = reply.json["outputFields"]
    assert list(reply.json) == ["outputFields"]
    assert (fields["lead_id"], fields["status"]) == ("9001", "scored")
    assert not any(isinstance(value, list | dict) for value in fields.values())
    ours = {"lead_id": "9001", "created_at": 1788250000000, "as_of": "2026-09-30", "industry": "software"}
    ours |= {
        "budget": "planned",
        "stages": [{"at": row["timestamp"], "stage": row["value"]} for row in stages],
    }
    ours["attribute_changes"] = [
        {"at": row["timestamp"], "field": "budget", "value": row["value"]} for row in budgets
    ]
    plain = ask(guarded, json.dumps(ours).encode(), bearer(token)).json
    assert plain["score_id"] == fields["score_id"]


def test_an_action_of_hubspot_gets_output_fields(guarded: Any) -> None:
    action = {
        "callbackId": "ap-1",
        "origin": {"portalId": 1},
        "object": {"objectId": 77, "objectType": "CONTACT", "properties": {"industry": "retail"}},
        "inputFields": {"industry": "software", "createdate": "1788250000000", "as_of": "2026-09-30"},
    }
    body = json.dumps(action).encode()
    made = hashlib.sha256((SECRET + "POST" + PUBLIC + HUBSPOT).encode() + body).hexdigest()
    headers = {"X-HubSpot-Signature": made, "X-HubSpot-Signature-Version": "v2"}
    reply = ask(guarded, body, headers, HUBSPOT)
    assert (reply.status, reply.json["outputFields"]["lead_id"]) == (200, "77")
    assert ask(guarded, body + b" ", headers, HUBSPOT).status in (401, 429)


def test_events_of_hubspot_are_heard_one_by_one(guarded: Any) -> None:
    change = {"subscriptionType": "contact.propertyChange", "occurredAt": 1788800000000, "eventId": 1}
    events = [
        {**change, "objectId": 31, "propertyName": "industry", "propertyValue": "retail"},
        {"subscriptionType": "contact.creation", "occurredAt": 1788250000000, "objectId": 31, "eventId": 2},
        {**change, "objectId": 31, "propertyName": "lifecyclestage", "propertyValue": "mql", "eventId": 3},
        {**change, "objectId": 31, "propertyName": "industry", "occurredAt": "?", "eventId": 4},
        {"subscriptionType": "company.creation", "objectId": 5, "eventId": 5},
        "?",
    ]
    body = json.dumps(events).encode()
    reply = ask(guarded, body, signed(body), HUBSPOT)
    assert reply.status == 200
    outcomes = reply.json["outcomes"]
    assert [outcome["outcome"] for outcome in outcomes] == [
        *("unknown_lead", "scored", "scored", "invalid", "ignored", "ignored")
    ]
    assert [outcome.get("event_id") for outcome in outcomes] == [1, 2, 3, 4, None, None]
    assert outcomes[2]["lead_id"] == "31"


@pytest.mark.parametrize("age", [301.0, -360.0])
def test_what_hubspot_signed_too_long_ago_is_401(guarded: Any, age: float) -> None:
    body = b'{"vid": 1}'
    assert ask(guarded, body, signed(body, when=time.time() - age), HUBSPOT).status in (401, 429)


def test_a_token_is_no_signature(guarded: Any, token: str) -> None:
    reply = ask(guarded, b'{"vid": 1}', bearer(token), HUBSPOT)
    assert (reply.status, reply.json["code"]) in ((401, "signature"), (429, "guesses"))


def test_a_hook_without_a_secret_is_closed(demo: Any) -> None:
    body = b'{"vid": 1}'
    reply = demo.ask(HUBSPOT, body, "POST", {**JSON, **signed(body)})
    assert (reply.status, reply.json["code"]) == (403, "hook_closed")


@pytest.mark.parametrize(
    "headers",
    [{"Host": "leads.example.com"}, {"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}],
)
def test_without_tokens_what_came_through_a_proxy_or_a_foreign_name_is_403(
    demo: Any, headers: dict[str, str]
) -> None:
    reply = demo.post(LEAD, headers)
    assert (reply.status, reply.json["code"]) == (403, "loopback_only")
    assert demo.ask("/livez", headers=headers).status == 200


def test_no_browser_is_let_in_from_another_page(guarded: Any) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    reply = guarded.server.ask("/v1/score", method="OPTIONS", headers=headers)
    assert reply.status == 405
    assert not [name for name in reply.headers if name.startswith("access-control")]


def test_the_headers_of_every_answer(guarded: Any) -> None:
    for path, method in (("/livez", "GET"), ("/v1/score", "POST"), ("/nothing", "GET"), ("/v1/score", "GET")):
        headers = guarded.server.ask(path, method=method).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "server" not in headers
        assert len(headers["x-request-id"]) == 32
