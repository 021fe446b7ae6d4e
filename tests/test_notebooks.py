"""Notebooks run from top to bottom on a demo, as an analyst would run them."""

from __future__ import annotations

import warnings
from pathlib import Path

import nbformat
import pytest

from models.workspace import Workspace
from pipelines.demo import write_world
from pipelines.insights.run import write_insights
from pipelines.train import train

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the kernel's own dependencies, on import
    from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo, trained."""
    path = tmp_path_factory.mktemp("notebooks") / "demo"
    write_world(path, leads=1500, months=12)
    train(path)
    write_insights(Workspace(path))
    return path


def test_there_are_four() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01_explore_journey",
        "02_drivers_and_personas",
        "03_icp_refinement",
        "04_backtest",
    ]


@pytest.mark.filterwarnings("default")  # what the kernel's dependencies deprecate is not ours to mend
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADCAST_WORKSPACE", str(demo))
    monkeypatch.setenv("LEADCAST_EVERY", "3mo")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    silent = [cell.source for cell in code if not cell.outputs]
    assert not silent, "a cell shows nothing"
