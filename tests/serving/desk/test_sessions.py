"""Who is let in by which cookie: what was not made here, for a token that lives, opens nothing."""

from __future__ import annotations

import stat
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from features.clock import HOUR, SECOND
from models.tokens.token import made
from serving.desk.secret import FILE, Secret
from serving.desk.sessions import LASTS, Sessions

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from models.tokens import Token

NOW = 1_700_000_000 * SECOND
TOKEN = made("anna", ("read",), NOW, None)[0]
OTHER = made("bert", ("read",), NOW, None)[0]


def sessions(secret: bytes = b"s" * 32) -> Sessions:
    return Sessions(lambda: secret)


def alive(number: str) -> Token | None:
    return {token.id: token for token in (TOKEN, OTHER)}.get(number)


COOKIE = sessions().begin(TOKEN, NOW)


def test_a_session_lasts_its_hours_and_no_longer() -> None:
    found = sessions().read(COOKIE, alive, NOW + LASTS - SECOND)
    assert found is not None
    assert found.token == TOKEN
    assert LASTS == 12 * HOUR
    assert sessions().read(COOKIE, alive, NOW + LASTS) is None


def test_neither_token_nor_secret_nor_hash_is_in_the_cookie() -> None:
    assert TOKEN.sha256 not in COOKIE
    assert len(COOKIE) < 100


@given(place=st.integers(0, len(COOKIE) - 1), letter=st.characters())
def test_a_cookie_with_a_letter_changed_opens_nothing(place: int, letter: str) -> None:
    changed = COOKIE[:place] + letter + COOKIE[place + 1 :]
    found = sessions().read(changed, alive, NOW)
    assert (found is None) == (changed != COOKIE)


@given(st.text())
def test_no_text_is_a_session(text: str) -> None:
    assert sessions().read(text, alive, NOW) is None


def test_a_session_is_of_one_token() -> None:
    number, rest = COOKIE.split(".", 1)
    assert number == TOKEN.id
    assert sessions().read(f"{OTHER.id}.{rest}", alive, NOW) is None


def test_a_session_ends_with_its_token() -> None:
    assert sessions().read(COOKIE, lambda _: None, NOW) is None
    again = replace(TOKEN, sha256=OTHER.sha256)  # of the same id, and another secret
    assert sessions().read(COOKIE, lambda _: again, NOW) is None


def test_a_session_is_of_one_workspace() -> None:
    assert sessions(b"t" * 32).read(COOKIE, alive, NOW) is None


def test_forms_are_of_one_session() -> None:
    later = sessions().begin(TOKEN, NOW + SECOND)
    other = sessions().begin(OTHER, NOW)
    found = [sessions().read(cookie, alive, NOW + SECOND) for cookie in (COOKIE, later, other)]
    forms = {session.csrf for session in found if session} | {sessions().nobody()}
    assert len(forms) == 4
    assert not any(form in cookie for form in forms for cookie in (COOKIE, later, other))


def test_all_workers_have_one_secret_that_nobody_else_may_read(tmp_path: Path) -> None:
    one, other = Secret(tmp_path), Secret(tmp_path)
    assert one() == other() == Secret(tmp_path)()
    assert len(one()) == 32
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    (tmp_path / FILE).unlink()
    assert Secret(tmp_path)() != one()


def test_where_nothing_can_be_written_a_secret_is_of_its_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state").write_text("no folder")
    secret = Secret(tmp_path / "state")
    assert len(secret()) == 32
    assert secret() == secret()
    assert "end with this process" in caplog.text


def test_a_secret_that_is_cut_short_signs_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"")
    assert len(Secret(tmp_path)()) == 32
