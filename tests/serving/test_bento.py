"""The bento: built from this repository, it answers where the project is not installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[2]

# what follows from -S: the editable install in site-packages is not looked at
ANSWER = """
import asyncio, importlib.util, json, sys
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
            print(json.dumps([page.status_code, answer.status_code, answer.json()["status"]]))

asyncio.run(ask())
"""


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
    assert asked.stdout.strip() == '[404, 200, "scored"]'
