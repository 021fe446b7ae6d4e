"""``leadcast serve``: hands over to the BentoML service."""

from __future__ import annotations

import os
import socket
import sys
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from features.errors import UsageError
from models.tokens import read_tokens, tokens_path
from models.workspace import Workspace
from pipelines.progress import console

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping


def serve(given: Namespace) -> dict[str, Any]:
    """Replaces this process with the service, so that signals reach it; returns only by not returning."""
    workspace = Workspace(given.workspace.resolve())
    version = workspace.champion().version
    host = _address(given.host)
    tokens = tokens_path(workspace.state, os.environ.get("LEADCAST_TOKENS", ""))
    open_to_all = not read_tokens(tokens)
    if open_to_all and not ip_address(host).is_loopback:
        raise UsageError(
            f"--host {given.host}: whoever reaches this machine could ask for scores; first create a token: "
            f"leadcast token create {given.workspace} --name NAME --scope score"
        )
    _refuse_taken(host, given.port)
    where = f"http://{given.host}:{given.port}/v1/score"
    console.print(f"serving {version} on {where} (stop with Ctrl-C)", soft_wrap=True)
    if os.environ.get("LEADCAST_DESK", "on") != "off":
        console.print(f"the desk, for people: http://{given.host}:{given.port}/desk", soft_wrap=True)
    if open_to_all:
        console.print(
            "no token has been created: only this machine is answered, and whoever uses it may ask",
            soft_wrap=True,
        )
    _hand_over(
        workspace.path,
        host,
        given.port,
        {"LEADCAST_TOKENS": str(tokens.resolve()), "LEADCAST_WORKERS": str(given.workers)},
    )


def _hand_over(workspace: Path, host: str, port: int, told: Mapping[str, str]) -> NoReturn:
    environment = {
        **os.environ,
        "LEADCAST_WORKSPACE": str(workspace),
        "BENTOML_DO_NOT_TRACK": "1",
        **told,
        "PYTHONSAFEPATH": "1",  # a folder called models, where this was typed, is not ours
    }
    bentoml = [sys.executable, "-m", "bentoml", "serve", "serving.service:LeadScorer"]
    bentoml += ["--working-dir", str(_home()), "--host", host, "--port", str(port)]
    os.execve(sys.executable, bentoml, environment)


def _home() -> Path:
    """The folder our packages lie in: BentoML looks for the service there."""
    found = find_spec("serving")
    if found is None or found.origin is None:
        raise UsageError("the package serving is not installed; install Leadcast again")
    return Path(found.origin).parents[1]


def _address(host: str) -> str:
    """BentoML binds to addresses, not to names."""
    try:
        return str(ip_address("127.0.0.1" if host == "localhost" else host))
    except ValueError as error:
        raise UsageError(
            f"--host {host}: not an IP address; write 127.0.0.1 for this machine alone, 0.0.0.0 for all"
        ) from error


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except (OSError, OverflowError) as error:
            raise UsageError(
                f"--port {port}: cannot listen on {host} ({error}); name another with --port"
            ) from error
