"""A champion that fails is not kept in silence: where nothing is against the new bundle, a person decides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from features.agreement.gate import Gate
from features.clock import DAY, instant
from models.workspace import Workspace
from pipelines.gate.check import told
from pipelines.gate.promises import promises
from pipelines.gate.verdict import decided

if TYPE_CHECKING:
    from pathlib import Path

NOW = instant("2026-10-01T00:00:00+00:00")


def seen(path: Path, as_of: str, *alerts: tuple[str, str]) -> Workspace:
    folder = path / ".leadcast" / "monitor"
    folder.mkdir(parents=True)
    told_ = [{"name": name, "subject": subject, "sentence": "It broke."} for name, subject in alerts]
    matured = [{"version": "v1", "all": {"leads": 50}}]
    (folder / "latest.json").write_text(json.dumps({"as_of": as_of, "alerts": told_, "outcomes": matured}))
    return Workspace(path)


def test_without_a_matured_score_nothing_is_known(tmp_path: Path) -> None:
    workspace = seen(tmp_path, "2026-10-01T00:00:00+00:00")
    assert promises(workspace, "v1", NOW).outcome == "same"
    assert promises(workspace, "v2", NOW).outcome == "unknown"


@pytest.mark.parametrize(
    ("as_of", "alert", "outcome"),
    [
        ("2026-10-01T00:00:00+00:00", ("calibration_off", "sql by v1"), "broken"),
        ("2026-09-20T00:00:00+00:00", ("auc_fell", "close by v1"), "broken"),
        ("2026-10-01T00:00:00+00:00", ("calibration_off", "sql by v0"), "same"),
        ("2026-10-01T00:00:00+00:00", ("feature_drifted", "age by v1"), "same"),
        ("2026-06-01T00:00:00+00:00", ("calibration_off", "sql by v1"), "unknown"),
        ("2026-10-02T00:00:00+00:00", ("calibration_off", "sql by v1"), "unknown"),
    ],
)
def test_only_a_recent_look_at_this_champion_counts(
    tmp_path: Path, as_of: str, alert: tuple[str, str], outcome: str
) -> None:
    assert promises(seen(tmp_path, as_of, alert), "v1", NOW).outcome == outcome


def test_nobody_has_looked(tmp_path: Path) -> None:
    assert promises(Workspace(tmp_path), "v1", NOW).outcome == "unknown"
    assert NOW > 45 * DAY


FAILS = told("promises", "broken", "It no longer keeps its promises.")
SAME = told("log_loss", "same", "Alike.", "sql")
BETTER = told("log_loss", "better", "Better.", "sql")
WORSE = told("log_loss", "worse", "Worse.", "sql")


@pytest.mark.parametrize(
    ("checks", "outcome"),
    [
        ((SAME,), "keep"),
        ((SAME, FAILS), "needs_human"),
        ((WORSE, FAILS), "keep"),
        ((BETTER, FAILS), "promote"),
        ((told("log_loss", "unknown", "Too few.", "sql"), FAILS), "needs_human"),
    ],
)
def test_what_a_failing_champion_changes(checks: tuple[object, ...], outcome: str) -> None:
    decision = decided(checks, None, Gate())  # type: ignore[arg-type]
    assert decision.outcome == outcome
    if outcome == "needs_human":
        assert FAILS.sentence in decision.reasons
