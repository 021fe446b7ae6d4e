"""``leadcast token``: made once, shown once, listed without secrets, revoked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from models.tokens import read_tokens, spelled
from pipelines.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("LEADCAST_TOKENS", raising=False)
    (tmp_path / "agreement.toml").write_text('name = "x"')
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_secret_is_printed_alone_on_standard_output(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["token", "create", str(workspace), "--name", "n8n", "--scope", "score"]) == 0
    printed = capsys.readouterr()
    number, secret = spelled(printed.out.removesuffix("\n")) or ("", "")
    (token,) = read_tokens(workspace / ".leadcast/tokens.json")
    assert token.id == number
    assert token.opens(secret)
    assert secret not in printed.err


def test_a_token_from_its_creation_to_its_end(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = str(workspace)
    words = ["--name", "mops", "--scope", "feedback", "--scope", "score", "--expires", "12h"]
    made = told(capsys, "token", "create", where, *words)
    assert (made["name"], made["scopes"], made["state"]) == ("mops", ["score", "feedback"], "good")
    (listed,) = told(capsys, "token", "list", where)["tokens"]
    assert listed == {key: value for key, value in made.items() if key != "token"}
    assert told(capsys, "token", "revoke", where, made["id"])["state"] == "revoked"
    assert [token["state"] for token in told(capsys, "token", "list", where)["tokens"]] == ["revoked"]


def test_a_token_need_not_expire(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--name", "a", "--scope", "read", "--expires", "never"]
    assert told(capsys, "token", "create", str(workspace), *words)["expires"] == ""


def test_the_file_may_lie_elsewhere(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADCAST_TOKENS", str(workspace / "elsewhere.json"))
    made = told(capsys, "token", "create", str(workspace), "--name", "a", "--scope", "read")
    assert [token.id for token in read_tokens(workspace / "elsewhere.json")] == [made["id"]]
    assert not (workspace / ".leadcast").exists()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["create", "--scope", "score"], "--name"),
        (["create", "--name", "a"], "--scope"),
        (["create", "--name", "a", "--scope", "root"], "root"),
        (["create", "--name", "a b", "--scope", "score"], "--name 'a b'"),
        (["create", "--name", "a", "--scope", "score", "--expires", "soon"], "--expires soon"),
        (["create", "--name", "a", "--scope", "score", "--expires", "0d"], "--expires 0d"),
        (["create", "--name", "a", "--scope", "score", "--expires", "99999999d"], "--expires"),
        (["revoke", "0badc0de"], "0badc0de"),
        ([], "COMMAND"),
    ],
)
def test_wrong_usage_is_named(
    workspace: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    named: str,
) -> None:
    monkeypatch.chdir(workspace)
    assert main(["token", *words]) == 2
    assert named in " ".join(capsys.readouterr().err.split())


def test_a_folder_that_is_no_workspace_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "create", str(tmp_path), "--name", "a", "--scope", "score"]) == 1
    assert "agreement.toml" in capsys.readouterr().err
    assert not (tmp_path / ".leadcast").exists()
