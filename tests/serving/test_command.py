"""``leadcast serve`` says what is wrong before it hands over."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

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
