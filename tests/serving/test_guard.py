"""The guard: who is let in, who is told to wait, and that strangers cannot make it remember more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from features.errors import UsageError
from models.tokens.change import create, revoke
from serving.guard import Guard
from serving.guard.bucket import Buckets, Rate
from serving.guard.credentials import IN_THE_URL, Ambiguous, bearer, credential
from serving.guard.guard import GUESSES
from serving.guard.peer import loopback
from serving.refusal import Refusal
from serving.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = 1_790_000_000_000_000
HERE = "127.0.0.1"


class Clock:
    """A clock that is set by hand, in seconds."""

    time = 0.0

    def __call__(self) -> float:
        return self.time

    def instant(self) -> int:
        return NOW + int(self.time * 1_000_000)


def request(
    headers: Mapping[str, str] | list[tuple[str, str]] = (),  # pyright: ignore[reportArgumentType]
    path: str = "/v1/score",
    query: str = "",
    peer: str | None = HERE,
) -> Request:
    sent = list(headers.items()) if isinstance(headers, dict) else list(headers)
    if not any(name == "host" for name, _ in sent):
        sent.append(("host", "localhost:3000"))
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": query.encode("latin-1"),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent],
        "client": (peer, 1234) if peer is not None else None,
    }
    return Request(scope)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(tmp_path: Path, clock: Clock) -> Guard:
    return Guard(Settings(tmp_path, rate=Rate(3, 2)), clock, clock.instant)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".leadcast/tokens.json"


def refusal(guard: Guard, asked: Request, scope: Any = "score") -> tuple[int, str, dict[str, str]]:
    with pytest.raises(Refusal) as refused:
        guard.admit(asked, scope)
    return refused.value.status, refused.value.body["code"], refused.value.headers


@pytest.mark.parametrize(
    "headers",
    [
        [("authorization", "Bearer {}")],
        [("authorization", "bearer   {} ")],
        [("x-api-key", " {}")],
        [("authorization", "Bearer {}"), ("x-api-key", "{}")],
        [("authorization", "Basic cHJveHk6cHJveHk="), ("x-api-key", "{}")],
    ],
)
def test_a_token_is_taken_from_the_headers(guard: Guard, file: Path, headers: list[tuple[str, str]]) -> None:
    _, secret = create(file, "n8n", ["score", "read"], NOW, None)
    sent = [(name, value.format(secret)) for name, value in headers]
    caller = guard.admit(request(sent, peer="203.0.113.9"), "score")
    assert (caller.name, caller.scopes) == ("n8n", {"score", "read"})


def test_a_token_in_the_url_is_for_odoo_alone(guard: Guard, file: Path) -> None:
    _, secret = create(file, "odoo", ["score"], NOW, None)
    query = f"token={secret}"
    assert guard.admit(request(path=IN_THE_URL, query=query), "score").name == "odoo"
    assert refusal(guard, request(query=query))[0] == 401


@pytest.mark.parametrize(
    "headers",
    [
        *({}, {"authorization": ""}, {"authorization": "Bearer"}, {"authorization": "Bearer x"}),
        *({"x-api-key": "lc_00000000_" + "0" * 43}, {"x-api-key": "é" * 1000}, {"authorization": "Basic x"}),
    ],
    ids=str,
)
def test_what_proves_nothing_is_401(guard: Guard, file: Path, headers: dict[str, str]) -> None:
    create(file, "n8n", ["score"], NOW, None)
    status, code, sent = refusal(guard, request(headers))
    assert (status, code) == (401, "token")
    assert sent["WWW-Authenticate"].startswith('Bearer realm="leadcast"')


def test_almost_the_secret_is_401(guard: Guard, file: Path) -> None:
    _, secret = create(file, "a", ["score"], NOW, None)
    _, other = create(file, "b", ["score"], NOW, None)
    mixed = f"{secret[:12]}{other[12:]}"
    changed = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    for wrong in (mixed, changed, secret[:-1], f"{secret}x", secret.upper(), f"{secret} {secret}"):
        assert refusal(guard, request({"x-api-key": wrong}))[0] == 401


def test_two_tokens_that_differ_are_401(guard: Guard, file: Path) -> None:
    _, one = create(file, "a", ["score"], NOW, None)
    _, two = create(file, "b", ["score"], NOW, None)
    sent = [("authorization", f"Bearer {one}"), ("x-api-key", two)]
    assert refusal(guard, request(sent))[:2] == (401, "token")


def test_each_scope_is_good_for_its_own(guard: Guard, file: Path, clock: Clock) -> None:
    """Above all, who may administer may not for that reason ask for scores."""
    scopes: list[Any] = ["score", "feedback", "read", "admin"]
    for scope in scopes:
        _, secret = create(file, scope, [scope], NOW, None)
        clock.time += 10
        for asked in scopes:
            if asked == scope:
                assert guard.admit(request({"x-api-key": secret}), asked).name == scope
            else:
                assert refusal(guard, request({"x-api-key": secret}), asked)[:2] == (403, "scope")


def test_what_is_open_is_open_to_everybody(guard: Guard, file: Path) -> None:
    create(file, "a", ["score"], NOW, None)
    assert guard.admit(request(peer="203.0.113.9"), None).scopes == frozenset()


def test_tokens_come_and_go_while_it_runs(guard: Guard, file: Path, clock: Clock) -> None:
    _, secret = create(file, "a", ["score"], NOW, NOW + 60_000_000)
    asked = request({"x-api-key": secret})
    guard.admit(asked, "score")
    token, later = create(file, "b", ["score"], NOW, None)
    clock.time = 1
    guard.admit(request({"x-api-key": later}), "score")
    revoke(file, token.id, NOW)
    clock.time = 2
    assert refusal(guard, request({"x-api-key": later}))[0] == 401
    clock.time = 59
    guard.admit(asked, "score")
    clock.time = 60
    assert refusal(guard, asked)[0] == 401


def test_once_there_was_a_token_nobody_comes_in_without(guard: Guard, file: Path, clock: Clock) -> None:
    guard.admit(request(), "admin")
    token, _ = create(file, "a", ["score"], NOW, None)
    revoke(file, token.id, NOW)
    clock.time = 1
    assert refusal(guard, request())[:2] == (401, "token")
    file.write_text("{")
    clock.time = 2
    assert refusal(guard, request())[:2] == (401, "token")


@pytest.mark.parametrize(
    ("peer", "headers", "let_in"),
    [
        ("127.0.0.1", {}, True),
        ("127.8.9.1", {"host": "127.0.0.1"}, True),
        ("::1", {"host": "[::1]:3000"}, True),
        ("::ffff:127.0.0.1", {"host": "LocalHost"}, True),
        ("203.0.113.9", {}, False),
        ("::ffff:203.0.113.9", {}, False),
        ("10.0.0.1", {}, False),
        ("", {}, False),
        (None, {}, False),
        ("127.0.0.1", {"host": "leads.example.com"}, False),
        ("127.0.0.1", {"host": "localhost.example.com"}, False),
        ("127.0.0.1", {"host": ""}, False),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, False),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, False),
        ("203.0.113.9", {"x-forwarded-for": "127.0.0.1"}, False),
    ],
)
def test_without_tokens_only_this_machine_is_answered(
    guard: Guard, peer: str | None, headers: dict[str, str], let_in: bool
) -> None:
    if let_in:
        assert guard.admit(request(headers, peer=peer), "score").name == ""
    else:
        assert refusal(guard, request(headers, peer=peer))[:2] == (403, "loopback_only")


@given(st.text())
def test_a_name_of_this_machine_is_no_riddle(name: str) -> None:
    assert not loopback(name) or name.lower() == "localhost" or name.startswith(("127.", "::", "0"))


def test_each_token_has_its_rate(guard: Guard, file: Path, clock: Clock) -> None:
    _, one = create(file, "a", ["score"], NOW, None)
    _, two = create(file, "b", ["score"], NOW, None)
    asked = request({"x-api-key": one})
    for _ in range(3):
        guard.admit(asked, "score")
    status, code, headers = refusal(guard, asked)
    assert (status, code, headers) == (429, "rate", {"Retry-After": "1"})
    guard.admit(request({"x-api-key": two}), "score")
    clock.time = 0.5
    guard.admit(asked, "score")
    assert refusal(guard, asked)[0] == 429


def test_guesses_are_slowed_down_and_disturb_nobody(guard: Guard, file: Path, clock: Clock) -> None:
    _, secret = create(file, "a", ["score"], NOW, None)
    stranger = request({"x-api-key": "x"}, peer="203.0.113.9")
    said = [refusal(guard, stranger) for _ in range(int(GUESSES.burst) + 5)]
    assert [status for status, *_ in said] == [401] * int(GUESSES.burst) + [429] * 5
    assert said[-1][2] == {"Retry-After": "2"}
    guard.admit(request({"x-api-key": secret}, peer="203.0.113.9"), "score")
    assert refusal(guard, request({"x-api-key": "x"}, peer="203.0.113.10"))[0] == 401
    clock.time = 2
    assert refusal(guard, stranger)[0] == 401


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 3)), max_size=60),
    st.integers(1, 5),
    st.sampled_from((0.5, 1.0, 7.0)),
)
def test_no_more_goes_through_than_the_rate(
    asked: list[tuple[str, float]], burst: int, per_second: float
) -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst, per_second), clock)
    through: dict[str, list[float]] = {}
    for name, pause in asked:
        clock.time += pause
        wait = buckets.take(name)
        if wait:
            clock.time += wait  # and then there is one
            assert buckets.take(name) == 0
        through.setdefault(name, []).append(clock.time)
    for times in through.values():
        for begin in range(len(times)):
            for end in range(begin, len(times)):
                most = burst + (times[end] - times[begin]) * per_second
                assert end - begin + 1 <= most + 1e-6


def test_strangers_cannot_fill_the_memory() -> None:
    buckets = Buckets(Rate(2, 1), Clock(), most=100)
    for number in range(10_000):
        buckets.take(str(number))
        assert buckets.take("regular") < 10_000
    assert len(buckets) == 100


@given(st.text(st.characters(max_codepoint=255)), st.text(st.characters(max_codepoint=255)), st.text())
def test_any_header_is_read_without_fault(authorization: str, key: str, query: str) -> None:
    sent = [("authorization", authorization), ("x-api-key", key)]
    try:
        found = credential(request(sent, IN_THE_URL, query.encode("utf-8", "replace").decode("latin-1")))
    except Ambiguous:
        assert bearer(authorization) or key.strip()
    else:
        assert found is None or 0 < len(found) <= 200


@given(
    st.lists(
        st.tuples(st.sampled_from(("authorization", "x-api-key")), st.text(st.characters(max_codepoint=255)))
    )
)
def test_no_header_opens_but_the_right_one(tmp_path_factory: Any, headers: list[tuple[str, str]]) -> None:
    guard = GUARDED.get("guard")
    if guard is None:
        folder = tmp_path_factory.mktemp("guarded")
        create(folder / ".leadcast/tokens.json", "a", ["score"], NOW, None)
        guard = GUARDED["guard"] = Guard(Settings(folder), lambda: 0.0, lambda: NOW)
    assert refusal(guard, request(headers))[0] in (401, 429)


GUARDED: dict[str, Guard] = {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("LEADCAST_RATE", "100"),
        ("LEADCAST_RATE", "0/s"),
        ("LEADCAST_RATE", "-1/s"),
        ("LEADCAST_RATE", "٣/s"),
        ("LEADCAST_BURST", "0"),
        ("LEADCAST_AT_ONCE", "many"),
        ("LEADCAST_PUBLIC_URL", "leads.example.com"),
        ("LEADCAST_PUBLIC_URL", "https://u:p@leads.example.com"),
        ("LEADCAST_METRICS", "yes"),
        ("LEADCAST_METRICS_PORT", "0"),
        ("LEADCAST_METRICS_PORT", "localhost"),
    ],
)
def test_a_setting_that_means_nothing_is_named(key: str, value: str) -> None:
    with pytest.raises(UsageError, match=key):
        Settings.read({key: value})


def test_settings() -> None:
    told = {"LEADCAST_WORKSPACE": "w", "LEADCAST_RATE": "600/m", "LEADCAST_METRICS_PORT": "0.0.0.0:9090"}
    told |= {"LEADCAST_HUBSPOT_SECRET": "s3cret", "LEADCAST_PUBLIC_URL": "https://x.example/"}
    read = Settings.read(told)
    assert (read.rate, read.metrics_address) == (Rate(20, 10), ("0.0.0.0", 9090))
    assert (read.public_url, read.tokens) == ("https://x.example", Path("w/.leadcast/tokens.json"))
    assert "s3cret" not in repr(read)
    assert Settings.read({"LEADCAST_RATE": "off"}).rate is None
    assert Settings.read({}).rate == Rate(200, 100)
