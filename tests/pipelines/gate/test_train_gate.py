"""A challenger takes the champion's place for being better on leads neither has seen, not for its age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("better", [True, False])
def test_the_better_one_on_unseen_leads_is_champion(better: bool, retrained: Callable[[bool], Any]) -> None:
    """The worse one was taught shuffled attributes: corrupted data stay out."""
    path, first, second, _ = retrained(better)
    assert first.decision.reasons == ("It is the first bundle of this workspace.",)
    assert second.decision.outcome == ("promote" if better else "keep"), second.decision
    outcomes = {check.outcome for check in second.decision.checks if check.name == "log_loss"}
    assert outcomes <= ({"better", "same"} if better else {"worse", "same"}), second.decision
    workspace = Workspace(path)
    winner = (second if better else first).bundle.version
    assert workspace.champion_version() == workspace.history()[-1].version == winner
    assert len(workspace.versions()) == 2


def test_age_alone_replaces_nobody(trained: Any, copied: Path, leadcast: Callable[..., Any]) -> None:
    """A month's retraining on what is all but the same data gives another bundle, and no better one."""
    with (copied / "leads.csv").open("a", newline="\r\n") as file:
        file.write("L9998,2021-11-02T00:00:00+00:00,,web,30,DE\n")
    again = leadcast("train", copied, "--no-insights", "--json").answer
    assert again["model_version"] != trained.said.answer["model_version"]
    decision = again["decision"]
    assert decision["outcome"] == "keep"
    assert decision["reasons"][0].endswith("so the champion stays.")
    assert {check["outcome"] for check in decision["checks"] if check["name"] == "log_loss"} <= {"same"}
    assert Workspace(copied).champion_version() == trained.said.answer["model_version"]


def test_where_a_person_decides_nothing_is_promoted(
    company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    path = company(tmp_path / "company", leads=300)
    with (path / "agreement.toml").open("a") as file:
        file.write("\n[gate]\nauto = false\n")
    said = leadcast("train", path, "--no-insights", "--json").answer
    assert said["decision"]["outcome"] == "needs_human"
    assert "auto = false" in said["decision"]["reasons"][0]
    assert Workspace(path).champion_version() is None
