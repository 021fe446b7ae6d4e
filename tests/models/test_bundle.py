"""A bundle is whole, unaltered and of one version, or it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from features.errors import BundleError, WorkspaceError
from models.bundle import open_bundle, write_bundle
from models.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"agreement.toml": 'name = "x"\n', "sql.txt": "tree\n"}


def test_the_same_inputs_give_the_same_version(tmp_path: Path) -> None:
    one = write_bundle(tmp_path / "a", "2026-01-01", {"name": "x"}, FILES)
    two = write_bundle(tmp_path / "b", "2026-01-01", {"name": "x"}, dict(reversed(FILES.items())))
    assert one.version == two.version
    assert one.version.startswith("2026-01-01-")


def test_any_other_byte_gives_another_version(tmp_path: Path) -> None:
    one = write_bundle(tmp_path, "2026-01-01", {"name": "x"}, FILES)
    two = write_bundle(tmp_path, "2026-01-01", {"name": "x"}, {**FILES, "sql.txt": "tree \n"})
    assert one.version != two.version


@pytest.mark.parametrize("name", ["sql.txt", "agreement.toml"])
def test_an_altered_file_is_named(tmp_path: Path, name: str) -> None:
    bundle = write_bundle(tmp_path, "2026-01-01", {}, FILES)
    (bundle.path / name).write_text("other")
    with pytest.raises(BundleError, match=f"{name} was altered"):
        open_bundle(bundle.path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path, "2026-01-01", {}, FILES)
    (bundle.path / "sql.txt").unlink()
    with pytest.raises(BundleError, match=r"sql\.txt was altered"):
        open_bundle(bundle.path)


def test_a_bundle_under_another_name_is_refused(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path, "2026-01-01", {}, FILES)
    moved = bundle.path.rename(tmp_path / "2026-03-01-0000000000")
    with pytest.raises(BundleError, match="says it is '2026-01-01-"):
        open_bundle(moved)


def test_a_half_bundle_is_never_listed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    write_bundle(workspace.bundles, "2026-01-01", {}, FILES)
    (workspace.bundles / ".2026-02-01-aaaa.part").mkdir()
    assert len(workspace.versions()) == 1


def test_promotion_moves_one_pointer_and_is_noted(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    one = write_bundle(workspace.bundles, "2026-01-01", {"n": 1}, FILES)
    two = write_bundle(workspace.bundles, "2026-02-01", {"n": 2}, FILES)
    workspace.promote(one.version, "first")
    workspace.promote(two.version, "better")
    assert workspace.champion().version == two.version
    assert [entry.previous for entry in workspace.history()] == ["", one.version]


def test_a_moved_workspace_keeps_its_champion(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "here")
    bundle = write_bundle(workspace.bundles, "2026-01-01", {}, FILES)
    workspace.promote(bundle.version, "first")
    (tmp_path / "here").rename(tmp_path / "there")
    assert Workspace(tmp_path / "there").champion().version == bundle.version


def test_unknown_versions_and_empty_workspaces_say_what_to_do(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with pytest.raises(WorkspaceError, match="no champion yet; train one"):
        workspace.champion()
    with pytest.raises(WorkspaceError, match="no bundle 'v9'; its bundles are: none yet"):
        workspace.bundle("v9")


def test_a_damaged_pointer_says_how_to_mend_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.state.mkdir()
    (workspace.state / "champion.json").write_text("{")
    with pytest.raises(WorkspaceError, match="leadcast promote VERSION"):
        workspace.champion_version()
