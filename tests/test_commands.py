"""What make and the continuous integration script promise on a fresh clone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
REQUIREMENTS = [*PROJECT["dependencies"], *(r for e in PROJECT["optional-dependencies"].values() for r in e)]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a folder with what make reads, installed a moment ago."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / ".venv").mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "scripts/install"):
        shutil.copy(ROOT / name, tmp_path / name)
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / ".venv/.installed").touch()
    return tmp_path


def make(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # as from a shell: the make that runs the tests hands its own flags and variables down
    environment = {
        name: value for name, value in os.environ.items() if "MAKE" not in name and name != "MFLAGS"
    }
    command = ["make", *arguments]
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)


def test_make_alone_lists_every_command() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    listed = [line.split()[1] for line in make(ROOT).stdout.splitlines()]
    assert sorted(listed) == sorted(phony[1].split())


def test_a_second_run_installs_nothing(clone: Path) -> None:
    assert "scripts/install" not in make(clone, "-n", "test").stdout


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt", "scripts/install"])
def test_a_changed_dependency_is_installed(clone: Path, changed: str) -> None:
    os.utime(clone / ".venv/.installed", (2, 2))
    os.utime(clone / changed, (3, 3))
    assert "sh scripts/install" in make(clone, "-n", "test").stdout


def test_serving_without_a_demo_says_what_to_run(clone: Path) -> None:
    done = make(clone, "serve")
    assert done.returncode == 2
    assert 'Run "make demo" first' in done.stderr


def test_an_old_python_is_named(clone: Path) -> None:
    (clone / ".venv/.installed").unlink()
    done = make(clone, "test", "PYTHON=no-such-python")
    assert done.returncode == 2
    assert "PYTHON=no-such-python does not run or is older than 3.11" in done.stderr


@pytest.mark.parametrize("requirement", [Requirement(line) for line in REQUIREMENTS], ids=lambda r: r.name)
def test_constraints_pin_a_release_in_the_declared_range(requirement: Requirement) -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    pinned = {canonicalize_name(name): version for name, version in pins.items()}
    assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)])


def test_every_dependency_has_its_reason() -> None:
    listed = re.findall(r'^  "([\w-]+)[^"]*",(.*)$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    reasons = {name: comment for name, comment in listed if "# " in comment}
    assert {Requirement(line).name for line in REQUIREMENTS} - set(reasons) == set()


SKIPS = """
import pytest

@pytest.mark.skip(reason="expected: no such system")
def test_announced(): ...

@pytest.mark.skipif(True, reason="no data")
def test_by_mark(): ...

def test_by_call():
    pytest.skip("no server")

@pytest.mark.xfail
def test_known_to_fail():
    raise ValueError

def test_that_runs(): ...
"""


def judge(folder: Path, **sources: str) -> subprocess.CompletedProcess[str]:
    """Run `sources` as test modules in `folder` and judge their skips."""
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
    report = folder / "report.xml"
    run_them = [sys.executable, "-m", "pytest", "-c", os.devnull, f"--junitxml={report}", str(folder)]
    subprocess.run(run_them, capture_output=True, check=False)
    judge_it = [sys.executable, ROOT / "scripts/unexpected_skips.py", report]
    return subprocess.run(judge_it, capture_output=True, text=True, check=False)


def test_a_skip_that_nobody_expected_fails(tmp_path: Path) -> None:
    module = "import pytest\npytest.importorskip('no_such_module')"
    done = judge(tmp_path, test_each=SKIPS, test_whole=module)
    assert done.returncode == 1
    _, *named = sorted(done.stderr.splitlines(), key=lambda line: "::" in line)
    expected = ["by_mark: no data", "by_call: no server", "test_whole: could not import 'no_such_module'"]
    assert len(named) == len(expected)
    assert all(any(reason in line for line in named) for reason in expected)


def test_an_expected_skip_passes(tmp_path: Path) -> None:
    module = "import pytest\npytest.skip('expected: other system', allow_module_level=True)"
    done = judge(tmp_path, test_whole=module, test_runs="def test_that_runs(): ...")
    assert (done.returncode, done.stderr) == (0, "")
