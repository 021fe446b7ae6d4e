"""``leadcast monitor``: its exit status, its file, and what it says where it cannot compare."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from models.bundle import MANIFEST
from models.files import json_text
from models.reference import FILE
from models.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copy(calm: Path, tmp_path: Path) -> Path:
    return shutil.copytree(calm, tmp_path / "w")


def test_a_calm_month_ends_well_and_is_written_down(copy: Path, leadcast: Any) -> None:
    said = leadcast("monitor", copy, "--as-of", "2026-07-01", "--json")
    assert said.status == 0, said.err
    assert "no alert" in said.err
    folder = copy / ".leadcast/monitor"
    assert {path.name for path in folder.iterdir()} == {"2026-07-01T000000Z.json", "latest.json"}
    assert (folder / "latest.json").read_bytes() == (folder / "2026-07-01T000000Z.json").read_bytes()
    told = json.loads((folder / "latest.json").read_text())
    assert told["alerts"] == []
    assert told["as_of"] == said.answer["as_of"] == "2026-07-01T00:00:00+00:00"
    drift = next(check for check in told["checks"] if check["name"] == "feature_drifted")
    assert drift["looked_at"] > 100
    again = leadcast("monitor", copy, "--as-of", "2026-07-01", "--json")
    assert json.loads((folder / "latest.json").read_text()) == told, "the same look finds the same"
    assert again.answer == said.answer


def test_an_alert_is_exit_status_1_with_whose_it_is_and_what_to_do(wrong: Path, leadcast: Any) -> None:
    said = leadcast("monitor", wrong, "--json")
    assert said.status == 1
    assert "Traceback" not in said.err
    for alert in said.answer["alerts"]:
        assert alert["owner"]
        assert alert["do"].endswith(".")
        assert alert["name"] in said.err


def test_sources_that_stopped_are_seen_by_looking_now(copy: Path, leadcast: Any) -> None:
    said = leadcast("monitor", copy, "--as-of", "now", "--json")
    stale = {one["subject"] for one in said.answer["alerts"] if one["name"] == "source_stale"}
    assert {"leads", "touches", "stages"} <= stale


def test_a_bundle_that_tells_nothing_of_its_training_is_no_crash(copy: Path, leadcast: Any) -> None:
    champion = Workspace(copy).champion()
    (champion.path / FILE).unlink()
    manifest = json.loads((champion.path / MANIFEST).read_text())
    del manifest["files"][FILE]
    (champion.path / MANIFEST).write_text(json_text(manifest))
    said = leadcast("monitor", copy, "--as-of", "2026-07-01", "--json")
    assert said.status == 0, said.err
    assert any("train again to compare" in note for note in said.answer["notes"])


def test_a_look_before_the_training_is_refused(copy: Path, leadcast: Any) -> None:
    said = leadcast("monitor", copy, "--as-of", "2026-05-01")
    assert said.status == 2
    assert "2026-06-01" in said.err


def test_without_a_champion_there_is_nothing_to_compare_with(copy: Path, leadcast: Any) -> None:
    (copy / ".leadcast/champion.json").unlink()
    said = leadcast("monitor", copy)
    assert said.status == 1
    assert "leadcast train" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("driftt = 0.2", "did you mean 'drift'"),
        ('off = ["no_such_alert"]', "monitor.off"),
        ('webhook = "hooks.example"', "web address"),
        ('window = "3h"', "at least a day"),
        ("chance = 0.0", "monitor.chance"),
    ],
)
def test_a_wrong_key_is_named(copy: Path, leadcast: Any, written: str, named: str) -> None:
    with (copy / "agreement.toml").open("a") as file:
        file.write(f"\n[monitor]\n{written}\n")
    said = leadcast("monitor", copy)
    assert said.status == 1
    assert named in said.err
