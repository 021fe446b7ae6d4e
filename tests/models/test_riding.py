"""Which bundle rides along and which challenges: named, written down, and in no promotion's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from features.errors import WorkspaceError
from models.bundle import write_bundle
from models.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def two(tmp_path: Path) -> tuple[Workspace, str, str]:
    workspace = Workspace(tmp_path)
    first, second = (
        write_bundle(workspace.bundles, f"2026-0{n}-01", {"n": n}, {"a": "b"}).version for n in (1, 2)
    )
    workspace.promote(first, "first")
    return workspace, first, second


def test_who_had_what_ride_along_is_written_down(two: tuple[Workspace, str, str]) -> None:
    workspace, first, second = two
    assert workspace.shadow_version() is None
    workspace.shadow(second, "let us see", "Ada")
    assert (workspace.shadow_version(), workspace.champion_version()) == (second, first)
    workspace.unshadow("seen enough", "Bob")
    assert workspace.shadow_version() is None
    told = [(made.kind, made.version, made.previous, made.why, made.who) for made in workspace.shadows()]
    assert told == [
        ("shadow", second, "", "let us see", "Ada"),
        ("shadow ends", "", second, "seen enough", "Bob"),
    ]
    assert all(made.at for made in workspace.shadows())
    assert len(workspace.history()) == 1  # no change of champion


def test_the_ride_ends_where_the_shadow_is_made_champion(two: tuple[Workspace, str, str]) -> None:
    workspace, first, second = two
    workspace.shadow(second, "let us see")
    workspace.promote(first, "another")
    assert workspace.shadow_version() == second
    workspace.promote(second, "it is better", "Ada")
    assert workspace.shadow_version() is None
    assert (workspace.shadows()[-1].who, workspace.shadows()[-1].previous) == ("Ada", second)
    workspace.rollback("it is not")
    assert workspace.shadow_version() is None


def test_what_cannot_ride_along(two: tuple[Workspace, str, str]) -> None:
    workspace, first, _ = two
    with pytest.raises(WorkspaceError, match="is the champion"):
        workspace.shadow(first, "why not")
    with pytest.raises(WorkspaceError, match="has no bundle"):
        workspace.shadow("2030-01-01-0123456789", "why not")
    with pytest.raises(WorkspaceError, match="no bundle rides along"):
        workspace.unshadow("why not")
    assert workspace.shadows() == ()


def test_a_damaged_shadow_is_told_and_hinders_no_promotion(two: tuple[Workspace, str, str]) -> None:
    workspace, _, second = two
    (workspace.state / "shadow.json").write_text("{")
    with pytest.raises(WorkspaceError, match="leadcast shadow VERSION"):
        workspace.shadow_version()
    workspace.promote(second, "better")
    assert workspace.champion_version() == second
    workspace.unshadow("damaged")
    assert workspace.shadow_version() is None


def test_the_challenger_is_the_last_that_was_named(two: tuple[Workspace, str, str]) -> None:
    workspace, first, second = two
    assert workspace.challenger_version() is None
    workspace.challenge(first)
    workspace.challenge(second)
    assert (workspace.challenger_version(), workspace.champion_version()) == (second, first)
    with pytest.raises(WorkspaceError, match="has no bundle"):
        workspace.challenge("2030-01-01-0123456789")
