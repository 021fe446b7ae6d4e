"""Which bundle serves: every change is written down, and one step takes it back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.errors import WorkspaceError
from models.bundle import write_bundle
from models.promotions import Promotion, before
from models.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def three(tmp_path: Path) -> tuple[Workspace, list[str]]:
    workspace = Workspace(tmp_path)
    made = [write_bundle(workspace.bundles, f"2026-0{n}-01", {"n": n}, {"a": "b"}) for n in (1, 2, 3)]
    return workspace, [bundle.version for bundle in made]


def test_rolling_back_goes_one_champion_back_at_a_time(three: tuple[Workspace, list[str]]) -> None:
    workspace, (one, two, newest) = three
    for version in (one, two, newest):
        workspace.promote(version, "better", "gate")
    assert workspace.rollback("worse in fact", "Ada").version == two
    assert workspace.champion_version() == two
    assert workspace.rollback("worse too").version == one
    with pytest.raises(WorkspaceError, match="no other champion is left"):
        workspace.rollback("again")
    assert workspace.champion_version() == one
    workspace.promote(newest, "mended")
    assert workspace.rollback("no").version == one


def test_who_when_and_why_are_written_down(three: tuple[Workspace, list[str]]) -> None:
    workspace, (one, two, _) = three
    workspace.promote(one, "first")
    workspace.promote(two, "better", "gate")
    workspace.rollback("worse", "Ada")
    told = [(made.kind, made.version, made.previous, made.why, made.who) for made in workspace.history()]
    assert told[1:] == [("promotion", two, one, "better", "gate"), ("rollback", one, two, "worse", "Ada")]
    assert told[0][4]
    assert [made.at for made in workspace.history()] == sorted(made.at for made in workspace.history())


def test_a_log_of_an_older_version_is_read(three: tuple[Workspace, list[str]]) -> None:
    workspace, (one, two, _) = three
    lines = [{"version": one, "previous": "", "why": "a"}, {"version": two, "previous": one, "why": "b"}]
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    (workspace.state / "promotions.jsonl").write_text(text)
    (workspace.state / "champion.json").write_text(json.dumps({"version": two}))
    assert workspace.rollback("c").version == one


def test_a_damaged_log_is_named(three: tuple[Workspace, list[str]]) -> None:
    workspace, (one, *_) = three
    (workspace.state / "promotions.jsonl").write_text("[]\n")
    with pytest.raises(WorkspaceError, match=r"promotions\.jsonl is damaged"):
        workspace.promote(one, "first")
    assert workspace.champion_version() is None


def test_decisions_at_once_are_all_written_down(three: tuple[Workspace, list[str]]) -> None:
    workspace, versions = three
    with ThreadPoolExecutor(6) as people:
        list(people.map(lambda n: workspace.promote(versions[n % 3], f"by {n}"), range(30)))
    history = workspace.history()
    assert sorted(made.why for made in history) == sorted(f"by {n}" for n in range(30))
    assert workspace.champion_version() == history[-1].version
    assert [made.previous for made in history] == ["", *(made.version for made in history[:-1])]


@given(st.lists(st.sampled_from("abcd"), max_size=8), st.integers(1, 10))
def test_rolling_back_is_the_way_there_backwards(promoted: list[str], times: int) -> None:
    history, present = list[Promotion](), ""
    way: list[str] = []
    for version in promoted:
        history.append(Promotion(version, present, ""))
        present = version
        if way[-1:] != [version]:
            way.append(version)
    seen = way[-1:]
    for _ in range(times):
        target = before(history)
        if target is None:
            break
        history.append(Promotion(target, present, "", kind="rollback"))
        present = target
        seen.append(present)
    assert seen == way[::-1][: times + 1]
