"""Servers on ports of this machine, each with one worker, and what they take of it."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0
QUIET = {"BENTOML_DO_NOT_TRACK": "1", "MLFLOW_DISABLE_TELEMETRY": "true", "OMP_NUM_THREADS": "1"}


class Running:
    """A server that answers.

    Attributes:
        started: seconds from its start to its first answer.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int, started: float) -> None:
        self._process = process
        self.port = port
        self.started = started

    @property
    def memory(self) -> float:
        """MiB of its largest process, the worker: what is resident and its own."""
        own = psutil.Process(self._process.pid)
        return max(one.memory_info().rss for one in (own, *own.children(recursive=True))) / 2**20

    @property
    def busy(self) -> float:
        """Seconds of processor time that all its processes took so far."""
        own = psutil.Process(self._process.pid)
        times = [one.cpu_times() for one in (own, *own.children(recursive=True))]
        return sum(one.user + one.system for one in times)

    def stop(self) -> None:
        """As one would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@contextlib.contextmanager
def running(
    command: Sequence[str], ready: str, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """A server started by a command, in which PORT stands for its port; it is ready once a path says 200."""
    port = free_port()
    log = folder / f"{port}.log"
    begin = time.perf_counter()
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, *(part.replace("PORT", str(port)) for part in command)],
            cwd=ROOT,
            env={**os.environ, **QUIET, "BENTOML_HOME": str(folder / "bentoml"), **(environment or {})},
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    server = Running(process, port, 0.0)
    try:
        while not _says_200(port, ready):
            if process.poll() is not None or time.perf_counter() - begin > PATIENCE:
                raise RuntimeError(f"{' '.join(command)} did not start: {log.read_text()[-2000:]}")
            time.sleep(0.02)
        server.started = time.perf_counter() - begin
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _says_200(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
