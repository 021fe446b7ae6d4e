"""Where things are: packages, modules, tests, notebooks, ignored files and the wheel."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import zipfile
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]
PACKAGES = ("features", "models", "pipelines", "serving")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

LONGEST_MODULE = 200
SAYS_NOTHING = {"base", "common", "config", "core", "data", "helpers", "manager", "misc", "util", "utils"}

MACHINE = re.compile(
    r"(?<![\w./-])/(?:work|root|tmp/lab)/"  # a path of whoever wrote it
    r"|(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com)"  # where packages come from is the machine's choice
    r"|opt/(?:pypi|wheels)"
)


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.stdout


def committed() -> list[str]:
    return [name for name in git("ls-files", "-z").split("\0") if (ROOT / name).is_file()]


@pytest.mark.parametrize("package", PACKAGES)
def test_package_comes_from_this_repository(package: str) -> None:
    (location,) = import_module(package).__path__
    assert Path(location) == ROOT / package
    assert set(packages_distributions().get(package, ())) <= {"leadcast"}


def test_tests_are_no_packages() -> None:
    # pytest would import tests/features/__init__.py as `features`
    assert list((ROOT / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_sources_are_not_ignored(package: str) -> None:
    assert git("check-ignore", f"{package}/new.py", f"tests/{package}/test_new.py") == ""


@pytest.mark.parametrize(
    "made", [".venv/bin/python", "demo/leads.csv", "examples/bpi2012/.leadcast/x", "models/__pycache__/x.pyc"]
)
def test_what_commands_make_is_ignored(made: str) -> None:
    assert git("check-ignore", made) == f"{made}\n"


def test_modules_are_short() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_modules_are_named_for_what_they_hold() -> None:
    stems = {path: {path.stem, *path.parent.relative_to(ROOT).parts[1:]} for path in MODULES}
    # run as a script, a file named like a package would hide it
    assert [path for path, names in stems.items() if names & (SAYS_NOTHING | set(PACKAGES))] == []


def complaints(notebook: dict[str, Any]) -> list[str]:
    """Return what makes `notebook` more than a reader of the packages."""
    found: list[str] = []
    for cell in (cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
        source = re.sub(r"^\s*[%!].*$", "", "".join(cell["source"]), flags=re.MULTILINE)
        defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        found += [f"defines {node.name}" for node in ast.walk(ast.parse(source)) if isinstance(node, defined)]
        found += ["holds outputs"] * bool(cell["outputs"]) + ["was run"] * bool(cell["execution_count"])
    return found


@pytest.mark.parametrize(
    ("source", "outputs", "expected"),
    [
        ("%matplotlib inline\nprint(1)", [], []),
        ("def lift():\n    pass", [], ["defines lift"]),
        ("if True:\n    class Lift: ...", [], ["defines Lift"]),
        ("1", [{"output_type": "execute_result"}], ["holds outputs"]),
    ],
)
def test_notebook_complaints(source: str, outputs: list[dict[str, str]], expected: list[str]) -> None:
    cell = {"cell_type": "code", "source": [source], "outputs": outputs, "execution_count": None}
    assert complaints({"cells": [{"cell_type": "markdown", "source": ["def x"]}, cell]}) == expected


def test_notebooks_define_nothing_and_hold_no_outputs() -> None:
    notebooks = {path.name: json.loads(path.read_text()) for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {name: complaints(cells) for name, cells in notebooks.items() if complaints(cells)} == {}


@pytest.mark.parametrize(
    ("text", "names_a_machine"),
    [
        ("see " + "/".join(["", "work", "main"]), True),
        ("index " + ".".join(["py" + "pi", "org"]), True),
        ("docs/work/plan.md, https://example.org/root/", False),
    ],
)
def test_machine_pattern(text: str, names_a_machine: bool) -> None:
    assert bool(MACHINE.search(text)) is names_a_machine


def test_no_committed_file_names_a_machine_or_a_package_host() -> None:
    texts = {name: (ROOT / name).read_text(errors="ignore") for name in committed()}
    assert {name: MACHINE.findall(text) for name, text in texts.items() if MACHINE.search(text)} == {}


def test_wheel_holds_the_four_packages_and_nothing_else(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == set(PACKAGES)
    assert {name for name in committed() if name.startswith(tuple(f"{p}/" for p in PACKAGES))} <= names
