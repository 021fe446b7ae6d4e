"""The service as an ordinary user who may write nothing but its own folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from numba.core.caching import _CacheLocator

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
NOBODY = 65534
PATIENCE = 90
# the Python that runs the tests may lie in a folder of root's: it may be read, and nothing more
ORDINARY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
ORDINARY += [
    f"--{kind}={'-all,' * (kind == 'bounding-set')}+dac_read_search"
    for kind in ("inh-caps", "ambient-caps", "bounding-set")
]


def ordinary(home: Path) -> list[str]:
    """What to write before a command so that an ordinary user runs it, whose folder ``home`` becomes."""
    if os.getuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("expected: this system has no setpriv to become another user with")
    for path in (home, *home.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    for path in home.parents:
        if path.owner() == "root" and not path.stat().st_mode & stat.S_IXOTH:
            path.chmod(path.stat().st_mode | stat.S_IXOTH)
    return ORDINARY


def with_compiled_code(home: Path) -> None:
    """Puts what is compiled already where numba looks for it, for whom may not write beside the sources."""
    for package in ("features", "models", "serving"):
        for made in (ROOT / package).rglob("__pycache__/*.nb[ci]"):
            source = made.parents[1] / "x.py"
            folder = home / ".cache/numba" / _CacheLocator.get_suitable_cache_subpath(str(source))
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(made, folder)


@pytest.fixture
def read_only(demo_workspace: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of a workspace in which nobody may write."""
    copy = tmp_path / "workspace"
    left_out = shutil.ignore_patterns("ledger*", "spool", "*.csv", "*.lock")
    shutil.copytree(demo_workspace, copy, ignore=left_out)
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield copy
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755)


def test_it_runs_read_only_as_an_ordinary_user(read_only: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with_compiled_code(home)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    before = {path: path.stat().st_mtime_ns for path in (read_only, *read_only.rglob("*"))}
    environment = {**os.environ, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", "LEADCAST_LEDGER": "off"}
    environment |= {"BENTOML_HOME": str(home / "bentoml")}
    command = [
        *ordinary(home),
        Path(sys.executable).with_name("leadcast"),
        "serve",
        read_only,
        "--port",
        port,
    ]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*map(str, command)], cwd=home, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        body = {
            "created_at": "2026-09-01",
            "as_of": "2026-09-30",
            "touches": [{"at": "2026-09-29", "kind": "visit"}],
        }
        assert asked(port, body, process, tmp_path / "log") == "scored"
        worker = Path(f"/proc/{process.pid}/status").read_text()
        assert f"Uid:\t{NOBODY if os.getuid() == 0 else os.getuid()}\t" in worker
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
    assert {path: path.stat().st_mtime_ns for path in (read_only, *read_only.rglob("*"))} == before


def asked(port: int, body: object, process: subprocess.Popen[bytes], log: Path) -> str:
    """The status of a score, once the service is there."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/score", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.loads(answer.read())["status"]
        except OSError:
            time.sleep(0.2)
    pytest.fail(log.read_text())
