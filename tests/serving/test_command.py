"""``leadcast serve`` says what is wrong before it hands over."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from models.tokens.change import create
from pipelines.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def test_a_taken_port_is_named(demo_workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        assert main(["serve", str(demo_workspace), "--port", port]) == 2
    assert f"--port {port}: cannot listen on 127.0.0.1" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1:80", ""])
def test_a_host_is_an_address(demo_workspace: Path, capsys: pytest.CaptureFixture[str], host: str) -> None:
    assert main(["serve", str(demo_workspace), "--host", host]) == 2
    assert "not an IP address; write 127.0.0.1" in capsys.readouterr().err


def test_nothing_trained_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", str(tmp_path)]) == 1
    assert "has no champion yet; train one with: leadcast train" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_without_a_token_only_this_machine_is_listened_to(
    demo_workspace: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    host: str,
) -> None:
    tokens = tmp_path / "tokens.json"
    monkeypatch.setenv("LEADCAST_TOKENS", str(tokens))
    assert main(["serve", str(demo_workspace), "--host", host]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"--host {host}: whoever reaches this machine could ask for scores" in said
    assert "leadcast token create" in said
    create(tokens, "a", ["score"], 0, None)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        assert main(["serve", str(demo_workspace), "--host", host, "--port", port]) == 2
    assert "cannot listen" in capsys.readouterr().err  # and nothing else is wrong
