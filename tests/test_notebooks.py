"""Notebooks run from top to bottom on a fresh demo, as an analyst would run them."""

from __future__ import annotations

import warnings
from pathlib import Path

import nbformat
import pytest

from pipelines.demo import write_world

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the kernel's own dependencies, on import
    from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.filterwarnings("default")  # what the kernel's dependencies deprecate is not ours to mend
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_world(tmp_path / "demo", leads=1500, months=12)
    monkeypatch.setenv("LEADCAST_WORKSPACE", str(tmp_path / "demo"))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert shown, "it shows nothing"
