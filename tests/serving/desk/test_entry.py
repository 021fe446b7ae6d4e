"""The desk over HTTP: who is let in, what every answer carries, and what another site can not make it do."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import httpx
import pytest

from features.clock import now
from models.tokens import ROLES
from models.tokens.change import create, revoke
from models.workspace import Workspace
from serving.app import make_app
from serving.desk.pages import desk_operations
from serving.forgetful import Forgetful
from serving.guard import Guard
from serving.refusal import no_model
from serving.settings import Settings
from serving.week import Week

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
ELSEWHERE = "https://elsewhere.example"
HERE = "http://localhost"


class NoModel:
    def version(self) -> str:
        return ""

    def answerer(self) -> None:
        raise no_model()


class Clock:
    """Time that passes when a test says so; for everything but the end of tokens."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Frame:
    """The desk without a model and a ledger, asked in this process."""

    def __init__(self, path: Path, **settings: Any) -> None:
        self.workspace, self.clock = Workspace(path), Clock()
        self.tokens = self.workspace.state / "tokens.json"
        told = Settings(path, rate=None, **settings)
        guard = Guard(told, self.clock)
        champion: Any = NoModel()
        pages = desk_operations(
            self.workspace, guard, champion, Forgetful(), Week(None, lambda: None), told.public_url
        )
        self.seen: list[tuple[Any, ...]] = []
        self.app = make_app(pages, guard.admit, lambda *told: self.seen.append(told))

    def token(self, *scopes: str, name: str = "anna") -> tuple[str, str]:
        made, secret = create(self.tokens, name, scopes, now(), None)
        self.clock.seconds += 2  # files are looked at each second
        return made.id, secret

    def ask(self, path: str, *, client: str = "127.0.0.1", base: str = HERE, **more: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(client, 1))
            async with httpx.AsyncClient(transport=transport, base_url=base) as caller:
                return await caller.request(more.pop("method", "GET"), path, **more)

        return asyncio.run(asked())

    def post(self, path: str, form: dict[str, str], **more: Any) -> httpx.Response:
        kind = {"content-type": "application/x-www-form-urlencoded", **more.pop("headers", {})}
        return self.ask(path, method="POST", content=urlencode(form), headers=kind, **more)

    def signed_in(self, *scopes: str, name: str = "anna") -> dict[str, str]:
        """The headers of somebody with a new token."""
        reply = self.post("/desk/sign-in", {"token": self.token(*scopes, name=name)[1]})
        assert reply.status_code == 303, reply.text
        return {"cookie": reply.headers["set-cookie"].partition(";")[0]}

    def csrf(self, headers: dict[str, str]) -> str:
        found = re.search(r'name="csrf" value="(\w+)"', self.ask("/desk/model", headers=headers).text)
        assert found
        return found[1]


@pytest.fixture
def frame(tmp_path: Path) -> Frame:
    return Frame(tmp_path)


def test_a_session_begins_with_a_token_and_ends_in_the_browser(frame: Frame) -> None:
    _, secret = frame.token("read")
    reply = frame.post("/desk/sign-in", {"token": f" {secret}\n"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/desk")
    cookie, *attributes = reply.headers["set-cookie"].split("; ")
    assert sorted(attributes) == ["HttpOnly", "Path=/desk", "SameSite=Strict"]
    assert secret not in cookie
    assert secret.split("_")[2] not in cookie
    headers = {"cookie": cookie}
    assert frame.ask("/desk/model", headers=headers).status_code == 200
    out = frame.post("/desk/sign-out", {"csrf": frame.csrf(headers)}, headers=headers)
    assert out.headers["location"] == "/desk/sign-in"
    assert out.headers["set-cookie"].startswith("leadcast_desk=; Path=/desk;")
    assert out.headers["set-cookie"].endswith("; Max-Age=0")


def test_a_session_goes_no_way_in_the_clear_where_there_is_another(tmp_path: Path) -> None:
    frame = Frame(tmp_path, public_url="https://leads.example.com/sales")
    _, secret = frame.token("read")
    reply = frame.post("/desk/sign-in", {"token": secret})
    assert reply.headers["location"] == "/sales/desk"
    assert {"Secure", "Path=/sales/desk"} <= set(reply.headers["set-cookie"].split("; "))
    page = frame.ask("/desk/sign-in").text
    assert re.findall(r'(?:href|src|action)="([^#"]+)"', page)
    assert all(url.startswith("/sales/desk") for url in re.findall(r'(?:href|src|action)="([^#"]+)"', page))


def test_revoking_a_token_ends_its_sessions_within_a_second(frame: Frame) -> None:
    number, secret = frame.token("read")
    reply = frame.post("/desk/sign-in", {"token": secret})
    headers = {"cookie": reply.headers["set-cookie"].partition(";")[0]}
    assert frame.ask("/desk/model", headers=headers).status_code == 200
    revoke(frame.tokens, number, now())
    frame.clock.seconds += 1
    assert frame.ask("/desk/model", headers=headers).headers["location"] == "/desk/sign-in?to=%2Fdesk%2Fmodel"


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("viewer", "/desk/model", 200),
        ("viewer", "/desk/access", 403),
        ("sales", "/desk/access", 403),
        ("admin", "/desk/access", 200),
    ],
)
def test_roles_see_what_is_theirs(frame: Frame, role: Any, path: str, status: int) -> None:
    assert frame.ask(path, headers=frame.signed_in(*ROLES[role])).status_code == status


def test_what_is_kept_of_tokens_is_shown_and_no_hash(frame: Frame) -> None:
    number, _ = frame.token("score", name="crm-of-theirs")
    page = frame.ask("/desk/access", headers=frame.signed_in("read", "admin", name="root")).text
    assert number in page
    assert "crm-of-theirs" in page
    assert not re.search(r"[0-9a-f]{64}", re.sub(r'name="csrf" value="\w+"', "", page))


def test_a_token_that_may_not_read_signs_nobody_in(frame: Frame) -> None:
    reply = frame.post("/desk/sign-in", {"token": frame.token("score", "feedback", "admin")[1]})
    assert reply.status_code == 403
    assert "set-cookie" not in reply.headers
    assert "scope read" in reply.text


def test_who_guesses_has_to_wait_and_who_knows_has_not(frame: Frame) -> None:
    _, secret = frame.token("read")
    wrong = {"token": "lc_00000000_" + "x" * 43}
    replies = [frame.post("/desk/sign-in", wrong) for _ in range(22)]
    assert [reply.status_code for reply in replies] == [401] * 20 + [429] * 2
    assert int(replies[-1].headers["retry-after"]) > 0
    assert "set-cookie" not in replies[0].headers
    assert frame.post("/desk/sign-in", {"token": secret}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": ELSEWHERE},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": HERE},
    ],
)
def test_another_site_can_send_no_form(frame: Frame, headers: dict[str, str]) -> None:
    session = frame.signed_in("read")
    form = {"csrf": frame.csrf(session), "token": frame.token("read", name="mallory")[1]}
    for path in ("/desk/sign-in", "/desk/sign-out"):
        reply = frame.post(path, form, headers={**session, **headers})
        assert reply.status_code == 403
        assert "another site" in reply.text
        assert "set-cookie" not in reply.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": HERE},
        {"origin": HERE, "sec-fetch-site": "same-origin"},
    ],
)
def test_this_site_can(frame: Frame, headers: dict[str, str]) -> None:
    session = frame.signed_in("read")
    reply = frame.post("/desk/sign-out", {"csrf": frame.csrf(session)}, headers={**session, **headers})
    assert reply.status_code == 303


def test_behind_a_proxy_the_public_address_is_this_site(tmp_path: Path) -> None:
    frame = Frame(tmp_path, public_url="https://leads.example.com")
    form = {"token": frame.token("read")[1]}
    assert (
        frame.post("/desk/sign-in", form, headers={"origin": "https://leads.example.com"}).status_code == 303
    )
    assert (
        frame.post("/desk/sign-in", form, headers={"origin": "http://leads.example.com"}).status_code == 403
    )


def test_a_form_of_no_session_or_of_another_does_nothing(frame: Frame) -> None:
    anna, bert = frame.signed_in("read"), frame.signed_in("read", name="bert")
    for form in ({}, {"csrf": ""}, {"csrf": frame.csrf(bert)}, {"csrf": "ü"}):
        reply = frame.post("/desk/sign-out", form, headers=anna)
        assert reply.status_code == 403
        assert "another session" in reply.text
    assert frame.post("/desk/sign-out", {"csrf": frame.csrf(anna)}).status_code == 401


@pytest.mark.parametrize("to", [
    "https://elsewhere.example/desk",
    "//elsewhere.example/desk",
    "/desk.elsewhere.example",
    "/\\elsewhere.example",
    "/desk/\r\nset-cookie: x=y",
    "/deskx",
    "/v1/model",
    "",
])  # fmt: skip
def test_nobody_is_led_away_from_the_desk(frame: Frame, to: str) -> None:
    _, secret = frame.token("read")
    assert frame.post("/desk/sign-in", {"token": secret, "to": to}).headers["location"] == "/desk"


def test_who_signs_in_comes_where_they_wanted(frame: Frame) -> None:
    wanted = f"/desk/leads/{quote('a/b ü', safe='')}?x=1"
    _, secret = frame.token("read")
    led = frame.ask(wanted)
    assert led.headers["location"] == f"/desk/sign-in?{urlencode({'to': wanted})}"
    assert frame.post("/desk/sign-in", {"token": secret, "to": wanted}).headers["location"] == wanted


def test_without_tokens_this_machine_is_let_in_as_sales(frame: Frame) -> None:
    reply = frame.ask("/desk/model")
    assert reply.status_code == 200
    assert "Sign out" not in reply.text
    assert frame.ask("/desk/access").status_code == 403
    assert frame.ask("/desk/sign-in").headers["location"] == "/desk"


@pytest.mark.parametrize(
    "more",
    [
        {"client": "192.0.2.1"},
        {"headers": {"x-forwarded-for": "192.0.2.1"}},
        {"base": "http://rebound.example"},
    ],
)
def test_without_tokens_nobody_else_is(frame: Frame, more: dict[str, Any]) -> None:
    reply = frame.ask("/desk/model", **more)
    assert reply.status_code == 403
    assert "only this machine" in reply.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/desk/model", 200),
        ("/desk/access", 403),
        ("/desk/no/such", 404),
        ("/desk/", 303),
        ("/desk", 503),
        ("/desk/leads.csv", 503),
    ],
)
def test_every_answer_is_held_to_the_policy(frame: Frame, path: str, status: int) -> None:
    reply = frame.ask(path)
    assert reply.status_code == status
    policy = dict(part.split(" ", 1) for part in reply.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert {policy[name] for name in ("style-src", "script-src", "connect-src", "form-action")} == {"'self'"}
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["x-frame-options"] == "DENY"
    assert not re.search(r"<script(?! src)|<style|\bstyle=|\bon\w+=|javascript:", reply.text)


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE"])
def test_other_methods_are_refused(frame: Frame, method: str) -> None:
    reply = frame.ask("/desk/model", method=method)
    assert (reply.status_code, reply.headers["allow"]) == (405, "GET")


def test_files_may_be_kept_for_ever_and_are_open_to_everybody(frame: Frame) -> None:
    frame.token("read")
    page = frame.ask("/desk/sign-in").text
    names = re.findall(r'"/desk/static/([^"]+)"', page)
    assert {name.partition("-")[0] for name in names} == {"desk", "icon"}
    for name in names:
        reply = frame.ask(f"/desk/static/{name}")
        assert reply.status_code == 200
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "set-cookie" not in reply.headers
    assert "url(" not in frame.ask(f"/desk/static/{names[1]}").text


@pytest.mark.parametrize("name", ["desk.css", "desk-000000000000.css", "..%2fshell.py", "%2e%2e", "x"])
def test_no_other_file_is_there(frame: Frame, name: str) -> None:
    assert frame.ask(f"/desk/static/{name}").status_code in (404, 303)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"token=x", "text/plain", 415),
        (b"token=x", "application/json", 415),
        (b"token=%ff", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 600, "application/x-www-form-urlencoded", 400),
        (b"x" * 100_001, "application/x-www-form-urlencoded", 413),
    ],
)
def test_what_is_no_form_is_refused(frame: Frame, body: bytes, kind: str, status: int) -> None:
    reply = frame.ask("/desk/sign-in", method="POST", content=body, headers={"content-type": kind})
    assert reply.status_code == status
    assert reply.headers["content-type"].startswith("text/html")


def test_a_fault_is_a_page_that_tells_nothing(frame: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.desk.room.pages.kept", lambda *_: 1 / 0)
    reply = frame.ask("/desk/model")
    assert reply.status_code == 500
    assert "could not be answered" in reply.text
    assert "division" not in reply.text
    assert frame.seen[-1][:2] == ("desk_model", 500)


def test_requests_are_told_by_their_page_and_by_who_asks(frame: Frame) -> None:
    headers = frame.signed_in("read")
    frame.ask("/desk/drivers?secret=1", headers=headers)
    operation, status, _, caller, _ = frame.seen[-1]
    assert (operation, status, caller) == ("desk_drivers", 200, "anna")


def test_a_session_opens_nothing_but_the_desk(company: Any) -> None:
    cookie = {"Cookie": f"leadcast_desk={company.session('sales')}"}
    assert company.server.ask("/desk/model", headers=cookie).status == 200
    for path in ("/v1/model", "/v1/queue", "/v1/leads/L001450/score", "/openapi/3.1.json"):
        assert company.server.ask(path, headers=cookie).status == 401


def test_a_token_in_a_header_opens_no_page(company: Any) -> None:
    reply = company.server.ask("/desk/model", headers={"X-API-Key": company.tokens["api"]})
    assert reply.status == 303


def test_the_desk_is_not_in_the_documents(company: Any) -> None:
    paths = company.server.ask("/openapi/3.1.json", headers={"X-API-Key": company.tokens["api"]}).json[
        "paths"
    ]
    assert paths
    assert not [path for path in paths if "desk" in path]


def test_no_lead_and_no_search_is_in_the_log(company: Any) -> None:
    cookie = {"Cookie": f"leadcast_desk={company.session('sales')}"}
    company.score("L001451")
    before = len(company.server.log.read_text().splitlines())
    for path in (
        "/desk/leads/L001451",
        "/desk?view=all&named=L001451",
        "/desk/L001451",
        "/desk/static/L001451",
    ):
        company.server.ask(path, headers=cookie)
    lines = company.server.log.read_text().splitlines()[before:]
    assert [json.loads(line)["operation"] for line in lines] == [
        "desk_lead",
        "desk_leads",
        "desk_nowhere",
        "desk_file",
    ]
    assert {json.loads(line)["caller"] for line in lines} <= {"sales", ""}
    assert not [line for line in lines if "L001451" in line]


def test_without_a_desk_there_is_none(demo_workspace: Path, serve: Callable[..., Any]) -> None:
    server = serve(demo_workspace, environment={"LEADCAST_DESK": "off", "LEADCAST_LEDGER": "off"})
    assert server.ask("/desk").json["code"] == "not_found"


def test_only_admins_are_told_how_to_promote(company: Any) -> None:
    for role, told in (("viewer", False), ("sales", False), ("admin", True)):
        cookie = {"Cookie": f"leadcast_desk={company.session(role)}"}
        page = company.server.ask("/desk/model", headers=cookie).body.decode()
        assert ("leadcast rollback" in page) is told
        assert str(company.workspace.champion_version()) in page


STARTED = """
import sys
import serving.worker
from pathlib import Path
from serving.settings import Settings
serving.worker.Worker(Settings(Path(sys.argv[1])))
print(*sorted({"jinja2", "markupsafe", "matplotlib", "PIL"} & set(sys.modules)))
"""


def test_who_only_scores_pays_nothing_for_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
