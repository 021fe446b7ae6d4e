"""Two small trained workspaces, and real servers that answer for them on ports of this machine."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import pytest

from features.agreement import read_agreement
from features.clock import now
from features.sources import open_journey
from models.booster import BoosterSettings
from models.tokens.change import create
from models.workspace import Workspace
from pipelines.demo import write_world
from pipelines.train import learning
from pipelines.train.assemble import assemble
from pipelines.train.belief import prepare
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
BANK = ROOT / "examples/bpi2012"
PATIENCE = 60.0
JSON = {"Content-Type": "application/json"}
BUDGET = """
[[icp.rule]]
attribute = "budget"  # the attribute that has a history
one_of    = ["planned", "approved"]
points    = 10
"""


class Reply(NamedTuple):
    """What came back; every answer of the service is JSON."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        assert self.headers["content-type"] == "application/json", self
        return json.loads(self.body)


@dataclass
class Server:
    """A running service."""

    workspace: Workspace
    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def ask(
        self, path: str, body: bytes | None = None, method: str = "GET", headers: dict[str, str] | None = None
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, names, answer.read())
        finally:
            connection.close()

    def post(self, body: bytes, headers: dict[str, str] | None = None) -> Reply:
        return self.ask("/v1/score", body, "POST", {**JSON, **(headers or {})})

    def score(self, lead: dict[str, Any]) -> dict[str, Any]:
        reply = self.post(json.dumps(lead).encode())
        assert reply.status == 200, reply.body
        return reply.json

    def score_by(self, version: str, lead: dict[str, Any]) -> dict[str, Any]:
        """The score of a bundle that was just promoted: the service takes it within seconds."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.ask("/readyz").json.get("model_version") == version:
                return self.score(lead)
            time.sleep(0.05)
        pytest.fail(f"{version} does not serve within {PATIENCE} s: {self.log.read_text()}")

    def wait(self, ready: bool = True) -> None:
        """Until it answers, and is ready if it should be."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            with contextlib.suppress(OSError):
                if self.ask("/readyz" if ready else "/livez").status == 200:
                    return
            time.sleep(0.1)
        pytest.fail(f"not ready within {PATIENCE} s: {self.log.read_text()}")

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts the service for a workspace, by the command or as BentoML would; stops all at the end."""
    running: list[Server] = []

    def start(
        workspace: Path,
        *,
        command: bool = True,
        ready: bool = True,
        environment: dict[str, str] | None = None,
        arguments: tuple[str, ...] = (),
    ) -> Server:
        folder = tmp_path_factory.mktemp("server")
        (folder / "models").mkdir()
        (folder / "models/__init__.py").write_text("raise ImportError('this is not ours')")
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = int(listener.getsockname()[1])
        address = ["--host", "127.0.0.1", "--port", str(port)]
        given = (
            [Path(sys.executable).with_name("leadcast"), "serve", workspace]
            if command
            else [
                sys.executable,
                "-m",
                "bentoml",
                "serve",
                "serving.service:LeadScorer",
                "--working-dir",
                ROOT,
            ]
        )
        told = {
            **os.environ,
            "BENTOML_HOME": str(folder / "bentoml"),
            "BENTOML_DO_NOT_TRACK": "1",
            "PYTHONSAFEPATH": "1",
            "LEADCAST_WORKSPACE": str(workspace),
            **(environment or {}),
        }
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*map(str, given), *address, *arguments],
                cwd=folder,
                env=told,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        server = Server(Workspace(workspace), port, folder / "log", process)
        running.append(server)
        server.wait(ready)
        return server

    yield start
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def learn() -> Callable[..., str]:
    """Trains a workspace in seconds, for a bundle that is right and not good; gives its version."""

    def train(path: Path, rounds: int = 20) -> str:
        agreement = read_agreement(path)
        with pytest.MonkeyPatch.context() as patch, open_journey(agreement, path) as journey:
            patch.setattr(learning, "BoosterSettings", partial(BoosterSettings, rounds=rounds))
            material = Material(journey, agreement, end_of(journey))
            prepared = prepare(material, material.until)
            horizons = agreement.targets.horizons()
            allowed = {target: prepared.dataset.open[target] for target in horizons}
            learnt = learning.learn(prepared, allowed, horizons, agreement.seed, lambda: None)
            assert set(learnt.models) == {"sql", "sql_by_close", "close_given_sql"}
            text = (path / "agreement.toml").read_text(encoding="utf-8")
            unjudged = {"origin": None, "targets": {}, "leakage": [], "data": {}, "coherence": None}
            unjudged |= {"maturity": {"young": {}, "delays": {}}, "tuning": {}}
            return assemble(Workspace(path).bundles, material, learnt, text, unjudged).version

    return train


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory, learn: Callable[..., str]) -> Path:
    """A simulated company: accounts, attributes, and a history of one of them."""
    path = tmp_path_factory.mktemp("demo")
    write_world(path, seed=3, leads=1500)
    with (path / "agreement.toml").open("a", encoding="utf-8") as agreement:
        agreement.write(BUDGET)
    Workspace(path).promote(learn(path), "test")
    return path


@pytest.fixture(scope="session")
def demo(demo_workspace: Path, serve: Callable[..., Server]) -> Server:
    """The service for the simulated company, as ``leadcast serve`` starts it; it remembers no lead."""
    return serve(demo_workspace, environment={"LEADCAST_LEDGER": "off"})


@dataclass
class Guarded:
    """A service with tokens, HubSpot's secret, and metrics on both its ports."""

    server: Server
    tokens: Path
    metrics_port: int

    SECRET = "hubspot's secret"
    PUBLIC = "https://leads.example.com"

    def token(self, *scopes: str) -> str:
        """A new token; the service knows it within a second."""
        name = f"test-{uuid4().hex[:8]}"
        _, secret = create(self.tokens, name, scopes, now(), None)
        time.sleep(1.1)
        return secret


@pytest.fixture(scope="session")
def guarded(
    demo_workspace: Path, serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory
) -> Guarded:
    """The service for the simulated company, for those alone who prove who they are."""
    tokens = tmp_path_factory.mktemp("guarded") / "tokens.json"
    create(tokens, "first", ["admin"], now(), None)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    told = {
        "LEADCAST_TOKENS": str(tokens),
        "LEADCAST_HUBSPOT_SECRET": Guarded.SECRET,
        "LEADCAST_PUBLIC_URL": Guarded.PUBLIC,
        "LEADCAST_METRICS": "public",
        "LEADCAST_METRICS_PORT": str(port),
        "LEADCAST_RATE": "1200/m",
        "LEADCAST_BURST": "150",
    }
    return Guarded(serve(demo_workspace, environment=told), tokens, port)


@dataclass
class Whole:
    """A service with everything on, and a token good for all of it; nobody is too fast for it."""

    server: Server
    token: str

    def ask(self, path: str, body: bytes | None = None, method: str = "", **headers: str) -> Reply:
        told = {"X-API-Key": self.token, **(JSON if body is not None else {}), **headers}
        return self.server.ask(path, body, method or ("GET" if body is None else "POST"), told)


@pytest.fixture(scope="session")
def whole(
    demo_workspace: Path, serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory
) -> Whole:
    """The service for the simulated company with a ledger of its own."""
    path = tmp_path_factory.mktemp("whole") / "workspace"
    shutil.copytree(demo_workspace, path, ignore=shutil.ignore_patterns("ledger*"))
    tokens = path / ".leadcast/tokens.json"
    _, token = create(tokens, "caller", ["score", "feedback", "read"], now(), None)
    told = {"LEADCAST_TOKENS": str(tokens), "LEADCAST_RATE": "off"}
    return Whole(serve(path, environment=told), token)


@pytest.fixture(scope="session")
def bank_workspace(tmp_path_factory: pytest.TempPathFactory, learn: Callable[..., str]) -> Path:
    """Every tenth application of a real log, under its example's own agreement."""
    data = Path(os.environ.get("LEADCAST_DATA", BANK / "../../../shared/data")).resolve()
    if not (data / "bpi2012/events.csv.gz").is_file():
        pytest.skip("the public data sets are not there; LEADCAST_DATA says where they lie")
    path = tmp_path_factory.mktemp("bank")
    text = (BANK / "agreement.toml").read_text(encoding="utf-8")
    text = text.replace("${LEADCAST_DATA:-../../../shared/data}", str(data))
    parts = text.split("FROM read_csv(")
    assert len(parts) == 4
    for place, part in enumerate(parts[1:], 1):
        arguments, rest = part.split(")", 1)
        parts[place] = f"FROM (SELECT * FROM read_csv({arguments}) WHERE case_id LIKE '%7'){rest}"
    (path / "agreement.toml").write_text("".join(parts), encoding="utf-8")
    Workspace(path).promote(learn(path), "test")
    return path


@pytest.fixture(scope="session")
def bank(bank_workspace: Path, serve: Callable[..., Server]) -> Server:
    """The service for the real log, as BentoML alone would start it; it remembers no lead."""
    return serve(bank_workspace, command=False, environment={"LEADCAST_LEDGER": "off"})
