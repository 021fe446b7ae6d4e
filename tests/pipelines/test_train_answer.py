"""What a training says, and that the same inputs say the same."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

BASELINES = {"base_rate", "points", "naive_bayes", "logistic"}
METRICS = ("auc", "average_precision", "log_loss", "brier", "calibration_error", "lift_10", "capture_20")


def test_standard_output_is_one_json_document(trained: Any) -> None:
    assert trained.said.status == 0, trained.said.err
    document = json.loads(trained.said.out)
    assert trained.said.out.count("\n") == 1
    assert document["model_version"] in Workspace(trained.path).versions()
    assert document["decision"]["outcome"] == "promote"


def test_what_was_trained_is_the_challenger(trained: Any) -> None:
    assert Workspace(trained.path).challenger_version() == trained.said.answer["model_version"]


@pytest.mark.parametrize("target", ["sql", "close"])
def test_every_baseline_stands_beside_the_model(trained: Any, target: str) -> None:
    found = trained.said.answer["targets"][target]
    assert set(found["baselines"]) == BASELINES
    for name, measured in (("model", found["model"]), *found["baselines"].items()):
        for metric in METRICS:
            assert isinstance(measured[metric], float), f"{name} has no {metric}"
        low, high = measured["intervals"]["log_loss"]
        assert low < measured["log_loss"] < high


def test_the_paths_it_names_exist(trained: Any) -> None:
    answer = trained.said.answer
    assert Path(answer["bundle"]).is_dir()
    assert Path(answer["report"]).read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html")


def test_what_people_read_is_on_standard_error(trained: Any) -> None:
    assert "naive bayes" in trained.said.err
    assert trained.said.answer["model_version"] in trained.said.err


def test_without_json_standard_output_is_empty(copied: Path, leadcast: Callable[..., Any]) -> None:
    said = leadcast("report", copied)
    assert (said.status, said.out) == (0, "")
    assert "report" in said.err


def test_no_personal_data_is_printed(trained: Any) -> None:
    assert not re.search(r"L\d{4}", trained.said.out + trained.said.err)


def test_the_same_inputs_give_the_same_bundle_and_the_champion_stays(
    trained: Any, copied: Path, leadcast: Callable[..., Any]
) -> None:
    again = leadcast("train", copied, "--no-insights", "--json").answer
    assert again["model_version"] == trained.said.answer["model_version"]
    assert again["decision"]["outcome"] == "keep"
    workspace = Workspace(copied)
    assert workspace.versions() == (again["model_version"],)
    assert workspace.champion_version() == again["model_version"]
    assert len(workspace.history()) == 1


def test_a_training_as_of_a_date_knows_nothing_later(
    trained: Any, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    cutoff = "2021-08-01T00:00:00+00:00"
    whole = _sources(trained.path, tmp_path / "whole")
    cut = _sources(trained.path, tmp_path / "cut")
    for name, column in (("leads", "created_at"), ("touches", "at"), ("stages", "at")):
        assert _cut(cut / f"{name}.csv", column, cutoff) > 0
    as_of = leadcast("train", whole, "--no-insights", "--as-of", cutoff, "--json")
    assert as_of.status == 0, as_of.err
    assert as_of.answer["as_of"] == cutoff
    found = leadcast("train", cut, "--no-insights", "--as-of", cutoff, "--json").answer
    assert found["model_version"] == as_of.answer["model_version"]
    assert found["targets"] == as_of.answer["targets"]
    for file in Path(found["bundle"]).iterdir():
        assert file.read_bytes() == (Path(as_of.answer["bundle"]) / file.name).read_bytes(), file.name


def _sources(path: Path, to: Path) -> Path:
    shutil.copytree(path, to, ignore=shutil.ignore_patterns(".leadcast"))
    return to


def _cut(path: Path, column: str, cutoff: str) -> int:
    """Removes the rows dated from ``cutoff`` on; returns how many."""
    with path.open(newline="") as file:
        header, *rows = list(csv.reader(file))
    kept = [row for row in rows if row[header.index(column)] < cutoff]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *kept])
    return len(rows) - len(kept)
