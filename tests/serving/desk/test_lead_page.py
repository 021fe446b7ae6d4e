"""A lead's page over HTTP: what it shows, whom it shows what, what it keeps, and what it must not."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from features.clock import now
from models.ledger import Ledger
from models.ledger.contributions import pack, unpack
from models.ledger.schema import receipts
from models.pages.wording import percent, signed
from models.receipts.forgetting import pseudonymised
from models.tokens import ROLES, SCOPES
from models.tokens.change import create
from models.workspace import Workspace
from serving.settings import Settings
from serving.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = "http://127.0.0.1"
AS_OF = "2026-09-30T09:00:00Z"
A_MINUTE_LATER = "2026-09-30T09:01:00Z"
CHANGE = {"at": "2026-09-25", "field": "budget", "value": "planned"}
LEAD: dict[str, Any] = {
    "created_at": "2026-09-20",
    "as_of": AS_OF,
    "account_id": "Acme <& Sons>",
    "industry": "Software",
    "country": "Germany",
    "budget": "planned",
    "touches": [
        {"at": "2026-09-21", "kind": "form", "channel": "web"},
        {"at": "2026-09-22", "kind": "call", "channel": "phone"},
        {"at": "2026-09-28", "kind": "pricing_page", "channel": "web"},
    ],
    "stages": [{"at": "2026-09-23", "stage": "mql"}],
    "attribute_changes": [CHANGE],
}
CALLED = {"at": AS_OF, "kind": "call", "channel": "phone"}
APPROVED = {"at": AS_OF, "field": "budget", "value": "approved", "old_value": "planned"}


class Page(HTMLParser):
    """A page as a browser would take it apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.words.setdefault(tag, []).append(data)

    def text(self, tag: str) -> str:
        return "".join(self.words.get(tag, [])).strip()


class Visitor:
    """Somebody with a browser, or with a token of the API."""

    def __init__(self, runner: asyncio.Runner, client: httpx.AsyncClient) -> None:
        self._runner, self._client = runner, client

    def get(self, path: str) -> httpx.Response:
        return self._runner.run(self._client.get(path))

    def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        told = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self._runner.run(self._client.post(path, content=urlencode(form), headers=told))

    def score(self, lead: dict[str, Any]) -> dict[str, Any]:
        reply = self._runner.run(self._client.post("/v1/score", json=lead))
        assert reply.status_code == 200, reply.text
        return reply.json()

    def form(self, lead_id: str, kind: str) -> dict[str, str]:
        """The fields of a form as the page has them now."""
        page = self.get(f"/desk/leads/{quote(lead_id, safe='')}").text
        (found,) = (form for form in re.findall(r"<form.*?</form>", page, re.S) if f'value="{kind}"' in form)
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found))


class Office:
    """A service in this process, and those who visit it."""

    def __init__(self, workspace: Workspace, runner: asyncio.Runner, worker: Worker) -> None:
        self.workspace = workspace
        self._runner, self._worker = runner, worker
        self.tokens = {
            name: create(workspace.state / "tokens.json", name, scopes, now(), None)[1]
            for name, scopes in {**ROLES, "api": SCOPES}.items()
        }
        self.api = self._visitor({"x-api-key": self.tokens["api"]})

    def _visitor(self, headers: dict[str, str]) -> Visitor:
        transport = httpx.ASGITransport(self._worker.routes, client=("127.0.0.1", 1))
        client = httpx.AsyncClient(transport=transport, base_url=HERE, headers=headers)
        return Visitor(self._runner, client)

    def visitor(self, role: str) -> Visitor:
        """Somebody who has signed in."""
        one = self._visitor({})
        assert one.post("/desk/sign-in", {"token": self.tokens[role]}).status_code == 303
        return one

    def ledger(self) -> Ledger:
        return Ledger.open(None, self.workspace.state)


@pytest.fixture(scope="module")
def office(demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    path = tmp_path_factory.mktemp("office") / "workspace"
    shutil.copytree(demo_workspace, path, ignore=shutil.ignore_patterns("ledger*", "tokens*"))
    worker = Worker(Settings(path, rate=None, request_log=False))
    with asyncio.Runner() as runner:
        made = Office(Workspace(path), runner, worker)
        runner.run(worker.begin(1))
        yield made
        runner.run(worker.end())


@pytest.fixture(scope="module")
def sales(office: Office) -> Visitor:
    return office.visitor("sales")


@pytest.fixture(scope="module")
def scored(office: Office) -> dict[str, Any]:
    """The lead "one", as it was answered with everything that explains it."""
    office.api.score({**LEAD, "lead_id": "one", "as_of": "2026-09-26"})
    return office.api.score({**LEAD, "lead_id": "one", "explain": True})


def url(lead_id: str, **query: str) -> str:
    return f"/desk/leads/{quote(lead_id, safe='')}" + (f"?{urlencode(query)}" if query else "")


def test_the_page_says_what_was_answered(sales: Visitor, scored: dict[str, Any]) -> None:
    reply = sales.get(url("one"))
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    page = Page(reply.text)
    assert page.text("h1") == "one"
    words = page.text("main")
    for key in ("p_sql", "p_close"):
        assert percent(scored[key]) in words
    for text in (scored["grade"], scored["model_version"], "Acme <& Sons>", scored["action"][1:]):
        assert text in words
    for place in range(1, 6):
        assert scored[f"reason_{place}"] in words
        assert scored[f"against_{place}"] in words
    for sentence in scored["explanation"]["fit_reasons"]:
        assert sentence in words
    for event in ("form", "pricing_page", "stage: mql", "changed: budget"):
        assert event in words


def test_every_contribution_of_the_answer_is_on_the_page_and_all_add_up(
    sales: Visitor, scored: dict[str, Any]
) -> None:
    text = sales.get(url("one")).text
    assert set(scored["explanation"]["targets"]) == {"sql", "close"}
    for target, told in scored["explanation"]["targets"].items():
        whole = told["expected_value"] + sum(told["contributions"].values())
        assert whole == pytest.approx(told["margin"], abs=1e-9)
        (chart,) = re.findall(
            rf'<svg[^>]*aria-label="([^"]*)"[^>]*>(?:(?!</svg>).)*lead-{target}-', text, re.S
        )
        assert signed(told["expected_value"], 2) in chart
        assert signed(told["margin"], 2) in chart
        doing = {"sql": "becoming sales-qualified", "close": "closing"}[target]
        (table,) = re.findall(
            rf'aria-label="Contributions to the chance of {doing}">(.*?)</table>', text, re.S
        )
        shown = [
            float(n.replace("−", "-")) for n in re.findall(r'<td class="n">([+−][\d.]+)</td>', _themes(table))
        ]
        assert sum(shown) == pytest.approx(told["margin"], abs=0.00005 * (len(shown) + 1))
        named = {name for name, added in told["contributions"].items() if added}
        single = set(map(unescape, re.findall(r'<tr class="feature"><th scope="row">(.*?)</th>', table)))
        assert single <= named
        assert len(named - single) <= len(shown)  # a theme of one feature has no line beneath it


def _themes(table: str) -> str:
    return re.sub(r'<tr class="feature">.*?</tr>', "", table, flags=re.S)


def test_what_is_shown_was_stored_and_not_worked_out_again(office: Office, sales: Visitor) -> None:
    told = office.api.score({**LEAD, "lead_id": "stored", "explain": True})
    with office.ledger() as ledger:
        receipt = ledger.receipt(told["score_id"])
        assert receipt is not None
        other = pack({target: 2 * values for target, values in unpack(receipt.contributions).items()})
        with ledger.database.writing() as connection:
            changed = update(receipts).where(receipts.c.score_id == told["score_id"])
            connection.execute(changed.values(contributions=other))
    text = sales.get(url("stored")).text
    for target in ("sql", "close"):
        margin = told["explanation"]["targets"][target]["margin"]
        assert f"to {signed(2 * margin, 2)} for this one" in text
        assert f"to {signed(margin, 2)} for this one" not in text


def test_of_a_forgotten_lead_only_numbers_are_left(office: Office, sales: Visitor) -> None:
    told = office.api.score({**LEAD, "lead_id": "someone"})
    with office.ledger() as ledger:
        receipt = ledger.receipt(told["score_id"])
        assert receipt is not None
        ledger.record([replace(pseudonymised(receipt, "forgotten-1"), score_id="nameless")])
    words = Page(sales.get(url("forgotten-1", **{"touch:call": "1"})).text).text("main")
    assert percent(told["p_sql"]) in words
    assert "was erased" in words
    for secret in ("someone", "Acme", "Software", "What if?", "The journey"):
        assert secret not in words


def test_a_score_of_a_bundle_that_is_gone_is_told_and_not_taken_apart(office: Office, sales: Visitor) -> None:
    told = office.api.score({**LEAD, "lead_id": "old"})
    with office.ledger() as ledger:
        receipt = ledger.receipt(told["score_id"])
        assert receipt is not None
        answer = receipt.answer.replace(told["model_version"].encode(), b"2001-01-01-0123456789")
        gone = replace(receipt, lead_id="older", score_id="gone", model_version="2001-01-01-0123456789")
        ledger.record([replace(gone, answer=answer)])
    words = Page(sales.get(url("older")).text).text("main")
    assert "which is not the model that serves now" in words
    assert "cannot be taken apart" in words
    assert told["reason_1"] in words
    assert "What if?" in words  # what serves now can be asked all the same


HOSTILE = '<script>alert("1")</script>', "a/b//c ü☃名", "../x", "100% #?&=;+~", "'\"><b>  {{7*7}}"


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=40))
@example(HOSTILE[0])
@example(HOSTILE[1])
@example(HOSTILE[2])
@example(HOSTILE[3])
@example(HOSTILE[4])
def test_any_id_is_found_again_and_none_is_more_than_a_text(
    office: Office, sales: Visitor, lead_id: str
) -> None:
    if lead_id.strip(".") == "":
        return  # browsers take it for a folder
    told = {**LEAD, "lead_id": lead_id, "account_id": lead_id, "industry": lead_id}
    told["touches"] = [{"at": "2026-09-21", "kind": lead_id, "asset": lead_id}]
    office.api.score(told)
    reply = sales.get(url(lead_id))
    assert reply.status_code == 200
    page = Page(reply.text)
    assert page.text("h1") == lead_id.strip()
    assert [attributes for tag, attributes in page.tags if tag == "script"] == [
        {"src": attributes["src"], "defer": None} for tag, attributes in page.tags if tag == "script"
    ]
    assert {"b", "iframe", "img", "object"}.isdisjoint(tag for tag, _ in page.tags)
    for _, attributes in page.tags:
        assert not any(name == "style" or name.startswith("on") for name in attributes)
    posts = {one["action"] for tag, one in page.tags if tag == "form" and one.get("method") == "post"}
    assert url(lead_id) in {action and action.replace("%7E", "~") for action in posts}


def test_a_page_can_be_used_without_eyes(sales: Visitor, scored: dict[str, Any]) -> None:
    del scored
    page = Page(sales.get(url("one", **{"touch:call": "1"})).text)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.tags:
        if tag in ("label", "output"):
            assert attributes["for"] in ids
        if tag == "section":
            assert attributes["aria-labelledby"] in ids
        if tag == "svg":
            assert attributes["role"] == "img"
            assert attributes["aria-label"]
        if tag in ("input", "select") and attributes.get("type") != "hidden":
            assert any(one.get("for") == attributes["id"] for name, one in page.tags if name == "label")


def test_of_an_unknown_lead_nothing_is_told(sales: Visitor) -> None:
    for path in (url("nobody"), "/desk/leads/", url("no/body"), url("\x00")):
        reply = sales.get(path)
        assert (reply.status_code, reply.headers["content-type"][:9]) == (404, "text/html")
        assert "Nothing is known" in reply.text


def test_a_lead_that_left_no_receipt_is_scored_for_the_page_and_still_leaves_none(
    office: Office, sales: Visitor
) -> None:
    mate = {"lead_id": "mate", "created_at": "2026-09-01", "account_id": "M", "touches": LEAD["touches"]}
    office.api.score({**LEAD, "lead_id": "teller", "account_id": "M", "colleagues": [mate]})
    page = Page(sales.get(url("mate")).text)
    assert "No score of this lead was kept yet" in page.text("main")
    with office.ledger() as ledger:
        assert not [score for score in ledger.scored(0, 2**62) if score.lead_id == "mate"]


@pytest.mark.parametrize(
    ("query", "more"),
    [
        ({"touch:call": "1"}, {"touches": [*LEAD["touches"], CALLED], "as_of": A_MINUTE_LATER}),
        (
            {"is:budget": "=approved"},
            {"attribute_changes": [CHANGE, APPROVED], "budget": "approved", "as_of": A_MINUTE_LATER},
        ),
        ({"wait": "14"}, {"as_of": "2026-10-14T09:00:00Z"}),
        (
            {"touch:call": "2", "is:budget": "=approved", "wait": "3"},
            {
                "touches": [*LEAD["touches"], CALLED, {**CALLED, "at": A_MINUTE_LATER}],
                "attribute_changes": [CHANGE, APPROVED],
                "budget": "approved",
                "as_of": "2026-10-03T09:02:00Z",
            },
        ),
    ],
)
def test_what_is_tried_is_what_the_service_would_say_and_nothing_is_kept(
    office: Office, sales: Visitor, scored: dict[str, Any], query: dict[str, str], more: dict[str, Any]
) -> None:
    expected = office.api.score({**LEAD, **more})  # of no id, so that nothing is remembered
    before = _kept(office)
    reply = sales.get(url("one", **query))
    assert _kept(office) == before
    (table,) = re.findall(r'aria-label="Before and after">(.*?)</table>', reply.text, re.S)
    told = dict(re.findall(r'<th scope="row">(\w+)</th><td>.*?</td><td><strong>(.*?)</strong>', table))
    assert told["SQL"] == percent(expected["p_sql"])
    assert told["Close"] == percent(expected["p_close"])
    assert f"<td>{percent(scored['p_sql'])}</td>" in table
    assert "not what doing it would cause" in reply.text
    assert (told.get("Grade") or scored["grade"]) == expected["grade"]


def _kept(office: Office) -> list[int]:
    with office.ledger() as ledger, ledger.database.reading() as connection:
        tables = ("receipts", "documents", "answers", "shadow_receipts")
        return [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in tables]


@pytest.mark.parametrize(
    "query",
    [
        {"touch:call": "-1", "wait": "1e9", "is:budget": "approved"},
        {"touch:<script>": "1", "is:industry": "=Software", "wait": "²"},
        {"is:budget": "=no such", "touch:call": "x" * 9, "said": "<script>"},
    ],
)
def test_what_cannot_be_tried_is_not(sales: Visitor, scored: dict[str, Any], query: dict[str, str]) -> None:
    del scored
    reply = sales.get(url("one", **query))
    assert reply.status_code == 200
    assert "Before and after" not in reply.text
    assert "<script>" not in reply.text


def test_a_slider_never_goes_beyond_its_end(sales: Visitor, scored: dict[str, Any]) -> None:
    del scored
    most, beyond = (sales.get(url("one", **{"touch:call": times})).text for times in ("3", "99999"))
    assert "3 × call" in most
    assert "3 × call" in beyond


def test_of_a_closed_lead_nothing_can_be_tried(office: Office, sales: Visitor) -> None:
    won = {"stages": [*LEAD["stages"], {"at": "2026-09-29", "stage": "won"}]}
    office.api.score({**LEAD, **won, "lead_id": "won"})
    page = Page(sales.get(url("won", **{"touch:call": "1"})).text)
    assert "The lead was won or lost before." in page.text("main")
    assert "What if?" not in page.text("main")


def answers(office: Office, lead_id: str) -> list[tuple[str, str | None, str | None, str]]:
    with office.ledger() as ledger:
        return [(one.kind, one.reason, one.note, one.told_by) for one in ledger.answers(lead_id)]


def test_a_return_is_kept_once_however_often_it_is_sent_and_told_of(office: Office, sales: Visitor) -> None:
    score = office.api.score({**LEAD, "lead_id": "back/ 1"})
    form = {**sales.form("back/ 1", "returned"), "reason": "no budget", "note": "next <year>"}
    for word in ("recorded", "already"):
        reply = sales.post(url("back/ 1"), form)
        assert (reply.status_code, reply.headers["location"]) == (
            303,
            f"{url('back/ 1')}?said={word}#answers",
        )
    assert answers(office, "back/ 1") == [("returned", "no budget", "next <year>", "sales")]
    with office.ledger() as ledger:
        assert [one.score_id for one in ledger.answers("back/ 1")] == [score["score_id"]]
    page = Page(sales.get(url("back/ 1", said="recorded")).text)
    assert "Your answer is kept." in page.text("main")
    assert "next <year>" in page.text("td")


def test_two_who_saw_the_same_and_answer_otherwise_are_told(office: Office, sales: Visitor) -> None:
    office.api.score({**LEAD, "lead_id": "torn"})
    accept, back = sales.form("torn", "accepted"), sales.form("torn", "returned")
    assert sales.post(url("torn"), accept).headers["location"].endswith("said=recorded#answers")
    reply = sales.post(url("torn"), {**back, "reason": "other"})
    assert reply.headers["location"].endswith("said=conflict#answers")
    assert [kind for kind, *_ in answers(office, "torn")] == ["accepted"]
    assert 'role="alert"' in sales.get(url("torn", said="conflict")).text
    again = {**sales.form("torn", "returned"), "reason": "other"}  # having seen what was answered
    assert sales.post(url("torn"), again).headers["location"].endswith("said=recorded#answers")
    assert [kind for kind, *_ in answers(office, "torn")] == ["accepted", "returned"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"reason": ""}, 303), ({"reason": "bored"}, 422), ({"kind": "outcome"}, 422), ({"csrf": "x"}, 403)],
)
def test_an_answer_without_meaning_is_not_kept(
    office: Office, sales: Visitor, scored: dict[str, Any], changed: dict[str, str], status: int
) -> None:
    del scored
    reply = sales.post(url("one"), {**sales.form("one", "returned"), "reason": "other", **changed})
    assert reply.status_code == status
    assert answers(office, "one") == []


def test_a_viewer_may_look_and_not_answer(office: Office, sales: Visitor, scored: dict[str, Any]) -> None:
    del scored
    viewer = office.visitor("viewer")
    page = viewer.get(url("one"))
    assert page.status_code == 200
    assert "Accept this lead" not in page.text
    assert viewer.post(url("one"), sales.form("one", "accepted")).status_code == 403
    csrf = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
    assert viewer.post(url("one"), {"kind": "accepted", "csrf": csrf}).status_code == 403
    assert answers(office, "one") == []
    elsewhere = sales.form("one", "accepted")
    assert sales.post(url("one"), elsewhere, origin="https://evil.example").status_code == 403
    assert answers(office, "one") == []


def test_while_the_database_is_gone_an_answer_is_put_aside_and_no_lead_is_shown(
    office: Office, sales: Visitor
) -> None:
    office.api.score({**LEAD, "lead_id": "lost"})
    form = sales.form("lost", "accepted")
    files = list(office.workspace.state.glob("ledger.db*"))
    for path in files:
        path.rename(path.with_name(f"away-{path.name}"))
    try:
        assert sales.get(url("lost")).status_code == 503
        assert sales.post(url("lost"), form).headers["location"].endswith("said=spooled#answers")
        spooled = b"".join(
            path.read_bytes() for path in office.workspace.state.glob("spool*/*") if path.is_file()
        )
        assert b"lost" in spooled
    finally:
        for path in files:
            path.with_name(f"away-{path.name}").rename(path)
    assert json.loads(office.api.get("/readyz").text)
