"""The bento: built from this repository, it answers where the project is not installed."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

# what follows from -S: the editable install in site-packages is not looked at
ANSWER = """
import asyncio, importlib.util, json, re, sys
sys.path.append(sys.argv[1])
assert importlib.util.find_spec("serving") is None, "the project is installed"
absent = ("pipelines", "mlflow", "duckdb", "pandas", "pyarrow", "sklearn", "polars", "fastapi")
sys.modules.update(dict.fromkeys(absent))
import bentoml, httpx
service = bentoml.load(sys.argv[2])
import features, models, serving
for package in (features, models, serving):
    assert package.__file__.startswith(sys.argv[3]), package.__file__

async def ask():
    app = service.to_asgi()
    async with app.router.lifespan_context(app):
        reached = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=reached, base_url="http://localhost") as caller:
            page = await caller.get("/docs.json")
            lead = {"lead_id": "x", "as_of": "2026-09-30", "touches": [{"at": "2026-09-29", "kind": "visit"}]}
            answer = await caller.post("/v1/score", json=lead)
            desk = await caller.get("/desk/model")
            style = await caller.get(re.search(r'"(/desk/static/desk-[^"]+css)"', desk.text)[1])
            told = page, answer, desk, style
            print(json.dumps([*(one.status_code for one in told), answer.json()["status"]]))

asyncio.run(ask())
"""


OURS = ("features", "models", "serving")
LOADED = """
import json, sys
import serving.service, serving.worker
files = [getattr(module, "__file__", None) for name, module in sys.modules.items()]
print(json.dumps([file for file in files if file and file.startswith(sys.argv[1])]))
"""


def imported(node: ast.AST) -> Iterator[str]:
    """The top-level names that a running program imports below `node`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name.split(".")[0] for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield (child.module or "").split(".")[0]
        yield from imported(child)


def test_its_packages_are_what_the_service_imports(tmp_path: Path) -> None:
    environment = {**os.environ, "LEADCAST_WORKSPACE": str(tmp_path)}
    command = [sys.executable, "-P", "-c", LOADED, f"{ROOT}{os.sep}"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    files = [Path(file) for file in json.loads(told.stdout) if Path(file).relative_to(ROOT).parts[0] in OURS]
    assert len(files) > 50
    names = {name for file in files for name in imported(ast.parse(file.read_text()))}
    foreign = names - set(sys.stdlib_module_names) - set(OURS)
    listed = yaml.safe_load((ROOT / "serving/bentofile.yaml").read_text())["python"]["packages"]
    requirements = [Requirement(line) for line in listed]
    packages = {canonicalize_name(requirement.name) for requirement in requirements}
    for requirement in requirements:  # pydantic-core, say, is pydantic's and of one release with it
        packages |= {
            canonicalize_name(needed.name)
            for needed in map(Requirement, requires(requirement.name) or ())
            if needed.marker is None and len(needed.specifier) and str(needed.specifier).startswith("==")
        }
    providers = packages_distributions()
    lacking = {n for n in foreign if not packages & {canonicalize_name(d) for d in providers.get(n, ())}}
    assert lacking - {"duckdb", "pandas", "pyarrow"} == set()  # readers of sources, which it never reads
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    project = {canonicalize_name(r.name): r.specifier for r in map(Requirement, declared)}
    assert {r.name: r.specifier for r in requirements} == {
        r.name: project[canonicalize_name(r.name)] for r in requirements
    }


def test_the_bento_answers_without_the_project(demo_workspace: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for package in ("features", "models", "pipelines", "serving"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {
        **os.environ,
        "BENTOML_HOME": str(tmp_path / "bentoml"),
        "BENTOML_DO_NOT_TRACK": "1",
        "LEADCAST_WORKSPACE": str(demo_workspace),
    }
    build = [sys.executable, "-P", "-m", "bentoml", "build", "-f", "serving/bentofile.yaml", "-o", "tag"]
    built = subprocess.run(build, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    tag = built.stdout.strip().removeprefix("__tag__:")
    source = tmp_path / "bentoml/bentos" / tag.replace(":", "/") / "src"
    assert sorted(path.name for path in source.iterdir()) == [
        "bentofile.yaml",
        "features",
        "models",
        "serving",
    ]

    site = sysconfig.get_path("purelib")
    load = [sys.executable, "-P", "-S", "-c", ANSWER, site, tag, str(source)]
    asked = subprocess.run(load, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.splitlines()[-1] == '[404, 200, 200, 200, "scored"]'
