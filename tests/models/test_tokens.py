"""Tokens: what is kept of them, who may read it, and what opens."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.errors import UsageError, WorkspaceError
from models.tokens import SCOPES, read_tokens, spelled
from models.tokens.change import create, revoke

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_790_000_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state/tokens.json"


def test_a_token_is_kept_without_its_secret(path: Path) -> None:
    token, secret = create(path, "n8n", ["feedback", "score"], NOW, NOW + 5)
    assert token.scopes == ("score", "feedback")
    assert read_tokens(path) == (token,)
    written = path.read_text()
    assert secret.split("_", 2)[2] not in written
    assert secret.split("_", 2)[2] not in written
    assert (
        json.loads(written)["tokens"][0]["sha256"]
        == hashlib.sha256(secret.split("_", 2)[2].encode()).hexdigest()
    )
    assert len(secret) == 55


def test_only_its_owner_may_read_the_file(path: Path) -> None:
    mask = os.umask(0)
    try:
        create(path, "n8n", ["score"], NOW, None)
    finally:
        os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_two_tokens_are_alike(path: Path) -> None:
    made = [create(path, f"n{number}", ["score"], NOW, None) for number in range(20)]
    assert len({token.id for token, _ in made} | {secret for _, secret in made}) == 40


def test_none_of_many_created_at_once_is_lost(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: create(path, f"n{number}", ["score"], NOW, None), range(24)))
    assert {token.id for token in read_tokens(path)} == {token.id for token, _ in made}
    assert [entry.name for entry in path.parent.iterdir() if entry.name.endswith(".part")] == []


def test_a_token_lives_until_it_expires_or_is_revoked(path: Path) -> None:
    token, secret = create(path, "a", ["score"], NOW, NOW + 10)
    assert token.opens((spelled(secret) or ("", ""))[1])
    assert not token.opens("")
    assert [token.lives(when) for when in (NOW, NOW + 9, NOW + 10)] == [True, True, False]
    gone = revoke(path, token.id, NOW + 1)
    assert read_tokens(path) == (gone,)
    assert not gone.lives(NOW)
    assert revoke(path, token.id, NOW + 7) == gone


def test_a_name_may_be_used_again_once_it_is_free(path: Path) -> None:
    create(path, "a", ["score"], NOW, NOW + 10)
    with pytest.raises(UsageError, match="a token of this name is in use"):
        create(path, "a", ["score"], NOW, None)
    create(path, "a", ["score"], NOW + 10, None)
    assert len(read_tokens(path)) == 2


@pytest.mark.parametrize("name", ["", " a", "a b", "a\n", "ä", "-a", "x" * 65, "a=b", "jo@example.com"])
def test_a_name_is_plain(path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="--name"):
        create(path, name, ["score"], NOW, None)


@pytest.mark.parametrize("scopes", [[], ["write"], ["score", "root"]])
def test_scopes_are_those_there_are(path: Path, scopes: list[str]) -> None:
    with pytest.raises(UsageError, match=", ".join(SCOPES)):
        create(path, "a", scopes, NOW, None)


def test_an_unknown_id_is_named(path: Path) -> None:
    with pytest.raises(UsageError, match="0badc0de: no token has this id"):
        revoke(path, "0badc0de", NOW)


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"tokens": 7}', '{"tokens": [{}]}', "\0", "[" * 5_000, '{"tokens": [{"id": "a"'),
        '{"tokens": [{"id": "a", "name": "a", "scopes": ["root"], "created": "2026-01-01", "expires": null,'
        ' "revoked": null, "sha256": "' + "0" * 64 + '"}]}',
        '{"tokens": [{"id": "a", "name": "a", "scopes": ["score"], "created": "2026-01-01", "expires": null,'
        ' "revoked": null, "sha256": ""}]}',
    ],
    ids=lambda text: repr(text[-20:]),
)
def test_a_damaged_file_is_named(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(WorkspaceError, match=r"tokens\.json is no file of tokens"):
        read_tokens(path)


@given(st.text() | st.from_regex(r"lc_[0-9a-f]{7,9}_[A-Za-z0-9_-]{42,44}\n?", fullmatch=True))
def test_what_is_spelled_as_a_token(text: str) -> None:
    number, secret = spelled(text) or ("", "")
    assert (len(number), len(secret)) in ((8, 43), (0, 0))
    assert not number or f"lc_{number}_{secret}" == text
