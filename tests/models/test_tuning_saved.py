"""A training uses what a tuning decided, unless it was for something else or came later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from features.clock import instant
from features.errors import WorkspaceError
from models.booster import BoosterSettings
from models.tuning import read_tuned, save_tuned, tuned_settings, tuning_told
from models.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

TUNED = instant("2026-03-01")
HORIZON = 30


def decision(**more: Any) -> dict[str, Any]:
    told = {
        "adopted": True,
        "why": "It was better.",
        "settings": {"num_leaves": 12, "cat_l2": 3.5},
        "horizon_us": HORIZON,
    }
    return {"as_of": "2026-03-01T00:00:00+00:00", "targets": {"sql": {**told, **more}}}


@pytest.mark.parametrize(
    ("more", "target", "horizon", "as_of", "status"),
    [
        ({}, "sql", HORIZON, TUNED, "adopted"),
        ({}, "sql", HORIZON, TUNED + 1, "adopted"),
        ({"adopted": False, "settings": {}}, "sql", HORIZON, TUNED, "kept"),
        ({}, "sql", HORIZON, TUNED - 1, "later"),
        ({}, "sql", HORIZON + 1, TUNED, "other_horizon"),
        ({}, "close", HORIZON, TUNED, "never"),
    ],
)
def test_when_it_counts(
    tmp_path: Path, more: dict[str, Any], target: Any, horizon: int, as_of: int, status: str
) -> None:
    workspace = Workspace(tmp_path)
    save_tuned(workspace, decision(**more))
    told = tuning_told(workspace, {target: horizon}, as_of)[target]
    assert told["status"] == status
    assert told["adopted"] is (status == "adopted")
    assert told["sentence"]
    settings = tuned_settings(workspace, target, horizon, as_of)
    assert settings == (BoosterSettings(num_leaves=12, cat_l2=3.5) if status == "adopted" else None)


def test_only_the_searched_settings_are_laid_over_others(tmp_path: Path) -> None:
    save_tuned(Workspace(tmp_path), decision(settings={"num_leaves": 12.0, "objective": "regression"}))
    found = tuned_settings(Workspace(tmp_path), "sql", HORIZON, TUNED, BoosterSettings(rounds=5))
    assert found == BoosterSettings(rounds=5, num_leaves=12)
    assert isinstance(found.num_leaves, int)


def test_without_a_tuning_there_is_nothing(tmp_path: Path) -> None:
    assert read_tuned(Workspace(tmp_path)) is None
    assert tuned_settings(Workspace(tmp_path), "sql", HORIZON, TUNED) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 2}',
        '{"format": 1, "as_of": "soon", "targets": {}}',
        '{"format": 1, "as_of": "2026-03-01", "targets": {"sql": {"settings": {"num_leaves": "many"}}}}',
    ],
)
def test_a_damaged_file_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / ".leadcast").mkdir()
    (tmp_path / ".leadcast" / "tuned.json").write_text(text)
    with pytest.raises(WorkspaceError, match=r"tuned\.json is damaged .*; remove it"):
        read_tuned(Workspace(tmp_path))
