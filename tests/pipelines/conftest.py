"""What the pipelines' tests share: the command line, a small company, a training of it."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from pipelines.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """The one JSON document on standard output; anything more there is an error."""
        return json.loads(self.out)


def _leadcast(*words: str | Path) -> Said:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([str(word) for word in words])
    return Said(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def leadcast() -> Callable[..., Said]:
    """Runs a command of the command line in this process."""
    return _leadcast


class Process(NamedTuple):
    """How to start a command of its own."""

    command: tuple[str, ...]
    environment: Mapping[str, str]

    def start(self, *words: str | Path, **more: Any) -> subprocess.Popen[str]:
        """Starts it, with pipes for what it says."""
        return subprocess.Popen(
            [*self.command, *map(str, words)],
            cwd=ROOT,
            env={**self.environment, **more.pop("environment", {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **more,
        )

    def run(self, *words: str | Path, **more: Any) -> Said:
        """Runs it to its end."""
        with self.start(*words, **more) as process:
            out, err = process.communicate(timeout=300)
            return Said(process.returncode, out, err)


@pytest.fixture(scope="session")
def leadcast_process() -> Process:
    """Runs a command of the command line in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
    return Process((sys.executable, "-m", "pipelines.cli"), environment)


@pytest.fixture(autouse=True)
def _own_tracking(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes to a tracking server that the developer's shell names."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)


AGREEMENT = """
name = "Small company"

[sources]
leads = "leads.csv"
touches = "touches.csv"
stages = "stages.csv"

[targets]
sql = "14d"
close = "30d"

[moments]
after_creation = ["0h", "2d", "7d"]
too_old = "400d"

[[icp.rule]]
attribute = "employees"
between = [50, 1000]
points = 30

[[icp.rule]]
attribute = "country"
one_of = ["DE", "NL"]
must_have = true
missing = "skip"
"""
START = datetime(2021, 1, 1, tzinfo=UTC)


def write_company(
    folder: Path, *, leads: int = 700, days: int = 260, seed: int = 11, told: float = 1.0
) -> Path:
    """A company in four files. ``told`` is how much source, employees and visits say of what will happen."""
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "agreement.toml").write_text(AGREEMENT)
    rows: dict[str, list[tuple[Any, ...]]] = {"leads": [], "touches": [], "stages": []}
    for number in range(leads):
        _one_lead(random, f"L{number:04}", days * number / leads, told, rows)
    headers = {
        "leads": ("lead_id", "created_at", "account_id", "source", "employees", "country"),
        "touches": ("lead_id", "at", "kind", "channel"),
        "stages": ("lead_id", "at", "stage"),
    }
    for table, header in headers.items():
        with (folder / f"{table}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([header, *sorted(rows[table], key=lambda row: (row[1], row))])
    return folder


def _one_lead(
    random: np.random.Generator, lead: str, day: float, told: float, rows: dict[str, list[tuple[Any, ...]]]
) -> None:
    created = START + timedelta(days=day)
    source = ("web", "partner", "fair")[random.integers(3)]
    employees = "" if random.random() < 0.1 else int(10 ** random.uniform(0.5, 3.5))
    visits = np.sort(random.exponential(6, random.poisson(2 + 2 * (source == "partner"))))
    account = f"A{random.integers(500)}" if random.random() < 0.6 else ""
    country = ("DE", "NL", "FR", "")[random.integers(4)]
    rows["leads"].append((lead, _text(created), account, source, employees, country))
    for after in visits[visits < 40]:
        kind = ("visit", "visit", "pricing page", "call")[random.integers(4)]
        rows["touches"].append((lead, _text(created + timedelta(days=after)), kind, "site"))
    known = (
        1.6 * (source == "partner") + 0.8 * (employees != "" and int(employees) > 200) + 0.25 * visits.size
    )
    chance = 1 / (1 + np.exp(2.4 - told * known - (1 - told) * 1.6))
    if random.random() < chance:
        qualified = random.uniform(0.5, 12)
        rows["stages"].append((lead, _text(created + timedelta(days=qualified)), "sql"))
        if random.random() < 0.55:
            rows["stages"].append(
                (lead, _text(created + timedelta(days=qualified + random.uniform(1, 15))), "won")
            )
    elif random.random() < 0.5:
        rows["stages"].append((lead, _text(created + timedelta(days=random.uniform(5, 30))), "lost"))


def _text(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


@pytest.fixture(scope="session")
def company() -> Callable[..., Path]:
    """Writes a small company into a folder."""
    return write_company


class TrainedWorkspace(NamedTuple):
    """A workspace that was trained once, and what the training said; nobody may change it."""

    path: Path
    said: Said


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> TrainedWorkspace:
    """The small company, trained; shared by all tests, so copy it before changing anything in it."""
    path = write_company(tmp_path_factory.mktemp("trained") / "company")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        return TrainedWorkspace(path, _leadcast("train", path, "--json"))


@pytest.fixture
def copied(trained: TrainedWorkspace, tmp_path: Path) -> Path:
    """A copy of the trained workspace, to do with as one likes."""
    return Path(shutil.copytree(trained.path, tmp_path / "copied"))


_DIE = """
import os, signal, sys
folder, last = sys.argv[1], sys.argv[2]
seen = 0
def watch(event, arguments):
    global seen
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir") and folder in str(arguments[0]):
        seen += 1
        if str(seen) == last or not last.isdigit() and last in str(arguments[0]):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
"""


@pytest.fixture(scope="session")
def dying() -> Callable[[str, Path, int | str], subprocess.CompletedProcess[str]]:
    """Runs a script that kills itself at a step in ``folder``: the n-th, or the first at a path."""

    def run(script: str, folder: Path, last: int | str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", _DIE + script, str(folder), str(last)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
