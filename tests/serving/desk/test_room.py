"""The analysts' room: whose findings are shown, what is said of the versions, and to whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from models.files import digest_of, json_text, write_text
from models.insights import ABOUT, insights_folder
from models.promotions import Promotion, note
from models.workspace import Workspace
from serving.desk.room.kept import THEMES, kept
from serving.desk.room.versions import versions

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "2026-01-01-aaaaaaaaaa", "2026-02-01-bbbbbbbbbb"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "agreement.toml").write_text('name = "x"')
    made = Workspace(tmp_path)
    for version in (OLD, NEW):
        (made.bundles / version).mkdir(parents=True)
    return made


def analyse(workspace: Workspace, version: str, *themes: str, about: bool = True) -> None:
    folder = insights_folder(workspace, version)
    for theme in themes:
        write_text(folder / f"{theme}.html", f"<p>{theme} of {version}</p>")
    if about:
        agreement = digest_of(workspace.agreement_text())
        told = {"version": version, "as_of": "2026-02-01T00:00:00+00:00", "agreement": agreement}
        write_text(folder / ABOUT, json_text(told))


def test_the_champions_findings_are_shown(workspace: Workspace) -> None:
    for version in (OLD, NEW):
        analyse(workspace, version, *THEMES)
    for champion in (OLD, NEW):
        for theme in THEMES:
            found = kept(workspace, theme, champion)
            assert found
            assert (found.html, found.version, found.changed) == (
                f"<p>{theme} of {champion}</p>",
                champion,
                False,
            )


def test_without_them_those_of_the_newest_other_bundle(workspace: Workspace) -> None:
    assert kept(workspace, "drivers", NEW) is None
    analyse(workspace, OLD, "drivers")
    found = kept(workspace, "drivers", NEW)
    assert found
    assert found.version == OLD
    assert kept(workspace, "personas", NEW) is None
    assert kept(workspace, "drivers", "") == found


def test_what_did_not_end_is_not_shown(workspace: Workspace) -> None:
    analyse(workspace, NEW, "drivers", about=False)
    assert kept(workspace, "drivers", NEW) is None


def test_a_changed_agreement_is_told(workspace: Workspace) -> None:
    analyse(workspace, NEW, "icp")
    (workspace.path / "agreement.toml").write_text('name = "y"')
    found = kept(workspace, "icp", NEW)
    assert found
    assert found.changed


@pytest.mark.parametrize("theme", ["../../agreement", "model.html", "", "about", "MODEL", "drivers/../model"])
def test_no_other_word_names_a_file(workspace: Workspace, theme: str) -> None:
    analyse(workspace, NEW, *THEMES)
    assert kept(workspace, theme, NEW) is None


def test_versions_with_the_gates_words(workspace: Workspace) -> None:
    check = {"name": "size", "outcome": "same", "sentence": "Small enough.", "value": 1}
    said = {"outcome": "needs_human", "reasons": ["Nobody knows."], "checks": [check], "migration": None}
    write_text(workspace.state / "gate" / f"{NEW}.json", json.dumps(said))
    write_text(workspace.state / "gate" / f"{OLD}.json", '{"outcome": "keep"')  # cut short
    write_text(workspace.state / "champion.json", json.dumps({"version": OLD}))
    note(workspace.state / "promotions.jsonl", Promotion(OLD, "", "first", "anna", "2026-01-01T00:00:00Z"))
    found = versions(workspace)
    new, old = found.bundles
    assert (new.version, new.outcome, new.reasons) == (NEW, "ask a person", ("Nobody knows.",))
    assert new.checks == (("same", "Small enough."),)
    assert (old.version, old.role, old.outcome, old.reasons) == (OLD, "champion", "", ())
    assert [one.who for one in found.history] == ["anna"]
    assert found.trouble == ""


def test_a_damaged_file_is_told_and_nothing_falls(workspace: Workspace) -> None:
    write_text(workspace.state / "promotions.jsonl", "{")
    assert "damaged" in versions(workspace).trouble


def test_an_empty_workspace_has_nothing_to_say(tmp_path: Path) -> None:
    found = versions(Workspace(tmp_path))
    assert (found.bundles, found.history, found.trouble) == ((), (), "")
    assert kept(Workspace(tmp_path), "model", "") is None
