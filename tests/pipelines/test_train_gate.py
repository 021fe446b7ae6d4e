"""A challenger takes the champion's place for being better on leads neither has seen, not for its age."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

MIDDLE = "2021-07-01"


@pytest.fixture(scope="module")
def sources(company: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company(tmp_path_factory.mktemp("gate") / "company", leads=1200, days=330)


def mislead(path: Path, until: str) -> None:
    """Give each lead that came before another's attributes and no touch: learning from them misleads."""
    with (path / "leads.csv").open(newline="") as file:
        header, *leads = list(csv.reader(file))
    old = [lead for lead in leads if lead[1] < until]
    order = np.random.default_rng(4).permutation(len(old))
    mixed = [[*lead[:3], *old[other][3:]] for lead, other in zip(old, order, strict=True)]
    with (path / "leads.csv").open("w", newline="") as file:
        csv.writer(file).writerows([header, *mixed, *leads[len(old) :]])
    touches = (path / "touches.csv").read_text().splitlines(keepends=True)
    (path / "touches.csv").write_text("".join(line for line in touches if line.split(",")[1] >= until))


@pytest.mark.parametrize("better", [True, False])
def test_the_better_one_on_unseen_leads_is_champion(
    better: bool, sources: Path, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    path = Path(shutil.copytree(sources, tmp_path / "company"))
    if better:
        mislead(path, MIDDLE)
    first = leadcast("train", path, "--as-of", MIDDLE, "--json").answer
    assert first["decision"]["reasons"] == ["It is the first bundle of this workspace."]
    shutil.copytree(sources, path, dirs_exist_ok=True)
    if not better:
        mislead(path, "2021-10-01")
    second = leadcast("train", path, "--json").answer
    assert second["decision"]["outcome"] == ("promote" if better else "keep"), second["decision"]
    told = "log loss of the challenger minus the champion's"
    assert all(told in why for why in second["decision"]["reasons"])
    workspace = Workspace(path)
    winner = (second if better else first)["model_version"]
    assert workspace.champion_version() == workspace.history()[-1].version == winner
    assert len(workspace.versions()) == 2


def test_age_alone_replaces_nobody(trained: Any, copied: Path, leadcast: Callable[..., Any]) -> None:
    """With no outcome since the champion was trained there is nothing to compare."""
    with (copied / "leads.csv").open("a", newline="\r\n") as file:
        file.write("L9998,2021-11-02T00:00:00+00:00,,web,30,DE\n")
    again = leadcast("train", copied, "--json").answer
    assert again["model_version"] != trained.said.answer["model_version"]
    assert again["decision"]["outcome"] == "keep"
    assert all("too few outcomes since" in why for why in again["decision"]["reasons"])
    assert Workspace(copied).champion_version() == trained.said.answer["model_version"]
