"""What importing the packages pulls in, declares and leaves behind."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGES = ("features", "models", "pipelines", "serving")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

# what a process that only scores loads
SCORING = (
    "features",
    "models",
    "models.bundle",
    "models.score",
    "models.scorer",
    "models.target",
    "models.treeshap",
    "models.workspace",
    "serving.worker",
)

IMPORT_AND_WATCH = """
import importlib, logging, sys
reached = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        reached.append((event, *arguments[1:]))
sys.addaudithook(watch)
for name in sys.argv[2:]:
    module = importlib.import_module(name)
    assert module.__file__.startswith(sys.argv[1]), f"{name} comes from {module.__file__}"
assert reached == [], reached
assert logging.getLogger().handlers == [], "the root logger is set up"
"""

IMPORT_WITHOUT = """
import importlib, sys
absent = ("mlflow", "bentoml", "pandas", "sklearn", "lightgbm", "duckdb", "pyarrow", "pipelines")
sys.modules.update(dict.fromkeys(absent))
importlib.import_module(sys.argv[1])
"""

WATCHING = """
import sys
import serving.service
print(*{"numba", "scipy", "sqlalchemy"} & set(sys.modules))
"""


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def python(script: str, *arguments: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def test_importing_does_nothing_else(elsewhere: Path, tmp_path: Path) -> None:
    names = [dotted(path) for path in SOURCES if path.stem != "__main__"]
    done = python(IMPORT_AND_WATCH, f"{ROOT}{os.sep}", *names, cwd=elsewhere, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("module", SCORING)
def test_scoring_needs_nothing_that_training_needs(module: str, elsewhere: Path, tmp_path: Path) -> None:
    done = python(IMPORT_WITHOUT, module, cwd=elsewhere, home=tmp_path)
    assert done.returncode == 0, done.stderr


def test_what_watches_over_the_service_is_small(elsewhere: Path, tmp_path: Path) -> None:
    """BentoML imports the service in a process that answers nothing: the start must not take twice."""
    done = python(WATCHING, cwd=elsewhere, home=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_imports_point_down_the_layers() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def reached(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes under `node` that a running program reaches: what only types use is left out."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from reached(child)


def roots(path: Path) -> set[str]:
    """Return the top-level names that the module at `path` imports, wherever in it."""
    names: set[str] = set()
    for node in reached(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} line {node.lineno}: write the import in full"
            names.add((node.module or "").split(".")[0])
    return names


def test_every_import_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[\[<>=!~; ]", line)[0].lower() for line in project["dependencies"]}
    providers = packages_distributions()
    foreign = {
        (dotted(path), name)
        for path in SOURCES
        for name in roots(path) - set(sys.stdlib_module_names) - set(PACKAGES)
    }
    assert {use for use in foreign if not declared & {d.lower() for d in providers.get(use[1], ())}} == set()
