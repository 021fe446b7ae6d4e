"""Which workspace and which bundle the words of promote and shadow mean; without a word, the challenger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from models.bundle import write_bundle
from models.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def workspace(company: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Three bundles; the first serves, the second was trained last."""
    workspace = Workspace(company(tmp_path / "company", leads=3))
    for n in (1, 2, 3):
        facts = {"n": n, "name": "Small company"}
        write_bundle(workspace.bundles, f"2021-0{n}-01", facts, {"a": "b"})
    workspace.promote(workspace.versions()[0], "first")
    workspace.challenge(workspace.versions()[1])
    monkeypatch.setattr("pipelines.tracking.name_champion", lambda workspace, bundle: None)
    return workspace


WORDS = [
    ((), 1),
    (("HERE",), 1),
    (("VERSION",), 2),
    (("HERE", "VERSION"), 2),
    (("VERSION", "HERE"), 2),
    ((".", "VERSION"), 2),
]


@pytest.mark.parametrize("command", ["promote", "shadow"])
@pytest.mark.parametrize(("words", "expected"), WORDS)
def test_what_the_words_mean(
    command: str,
    words: tuple[str, ...],
    expected: int,
    workspace: Workspace,
    leadcast: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if "HERE" not in words:
        monkeypatch.chdir(workspace.path)
    versions = workspace.versions()
    meant = {"HERE": str(workspace.path), "VERSION": versions[2]}
    said = leadcast(command, *(meant.get(word, word) for word in words), "--who", "Ada", "--json")
    assert said.status == 0, said.err
    named = workspace.champion_version() if command == "promote" else workspace.shadow_version()
    assert named == versions[expected]
    assert said.answer["champion" if command == "promote" else "shadow"] == versions[expected]
    assert (workspace.history() if command == "promote" else workspace.shadows())[-1].who == "Ada"


@pytest.mark.parametrize("command", ["promote", "shadow"])
@pytest.mark.parametrize(
    ("words", "status", "expected"),
    [
        (("HERE", "2020-01-01-0123456789"), 2, "no bundle '2020-01-01-0123456789'.*its bundles are: 2021-"),
        (("HERE", "latest"), 2, "no bundle 'latest'"),
        (("HERE", "HERE"), 2, "one of them has to be a workspace"),
        (("VERSION", "VERSION"), 2, "one of them has to be a workspace"),
        (("HERE", "VERSION", "VERSION"), 2, "one of them has to be a workspace"),
        (("no/such/folder",), 1, "no/such/folder has no agreement.toml"),
    ],
)
def test_what_the_words_cannot_mean(
    command: str, words: tuple[str, ...], status: int, expected: str, workspace: Workspace, leadcast: Any
) -> None:
    meant = {"HERE": str(workspace.path), "VERSION": workspace.versions()[2]}
    said = leadcast(command, *(meant.get(word, word) for word in words))
    assert said.status == status, said.err
    assert re.search(expected, said.err), said.err
    assert workspace.champion_version() == workspace.versions()[0]
    assert workspace.shadow_version() is None


def test_a_challenger_that_serves_or_is_not_there(workspace: Workspace, leadcast: Any) -> None:
    path, versions = workspace.path, workspace.versions()
    assert leadcast("promote", path).status == 0
    for command in ("promote", "shadow"):
        said = leadcast(command, path)
        assert (said.status, "is the champion already" in said.err) == (1, True), said.err
    assert leadcast("rollback", path).status == 0
    assert leadcast("promote", path, "--json").answer["champion"] == versions[1]
    (workspace.state / "challenger.json").unlink()
    said = leadcast("promote", path)
    assert (said.status, "promote VERSION" in said.err) == (1, True), said.err


def test_a_ride_is_ended_and_said(workspace: Workspace, leadcast: Any) -> None:
    path, versions = workspace.path, workspace.versions()
    assert leadcast("shadow", path, "--why", "to see", "--json").answer["why"] == "to see"
    said = leadcast("shadow", path, "--stop", versions[1])
    assert (said.status, workspace.shadow_version()) == (2, versions[1]), said.err
    assert leadcast("shadow", path, "--stop", "--json").answer["previous"] == versions[1]
    assert workspace.shadow_version() is None
    assert leadcast("shadow", path, "--stop").status == 1
    assert leadcast("shadow", path, versions[0]).status == 1  # the champion itself
