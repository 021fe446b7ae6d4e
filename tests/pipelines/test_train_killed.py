"""Killed at any point, a training leaves nothing half done, and the next one works."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, Any

from models.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRITE = """
from pathlib import Path
from models.bundle import write_bundle
from models.workspace import Workspace
workspace = Workspace(Path(folder))
for when in ("2021-01-01", "2021-02-01"):
    bundle = write_bundle(workspace.bundles, when, {}, {"a.txt": when, "b.json": "{}"})
    workspace.promote(bundle.version, "it is newer")
print(seen)
"""
TRAIN = """
from pipelines.cli import main
sys.exit(main(["train", os.path.dirname(folder), "--no-insights", "--json"]))
"""


def assert_whole(path: Path) -> None:
    """Every bundle that can be seen opens, and the champion, if any, is one of them."""
    workspace = Workspace(path)
    for version in workspace.versions():
        assert workspace.bundle(version).version == version
    if workspace.champion_version() is not None:
        assert workspace.champion().version in workspace.versions()
    for entry in workspace.history():
        assert entry.version in workspace.versions()


def test_writing_and_promoting_survive_a_kill_at_each_of_their_steps(tmp_path: Path, dying: Any) -> None:
    steps = int(dying(WRITE, tmp_path / "never", 0).stdout)
    assert steps > 20
    for last in range(1, steps + 1, 3):
        folder = tmp_path / str(last)
        assert dying(WRITE, folder, last).returncode == -signal.SIGKILL
        assert_whole(folder)
        assert dying(WRITE, folder, 0).returncode == 0
        assert_whole(folder)
        assert Workspace(folder).champion().version.startswith("2021-02-01")


def test_a_training_killed_at_each_station_leaves_nothing_half_done(
    company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any], dying: Any
) -> None:
    path = company(tmp_path / "company", leads=300, days=200)
    for station in (".sql.json", ".mlflow.db", "artifacts"):
        died = dying(TRAIN, path / ".leadcast", station)
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert_whole(path)
    said = leadcast("train", path, "--no-insights", "--json")
    assert said.status == 0, said.err
    version = said.answer["model_version"]
    assert Workspace(path).versions() == (version,)
    assert Workspace(path).champion_version() == version
    assert not [left for left in path.glob(".leadcast/**/*.part*") if "artifacts" not in left.parts]


def test_trainings_killed_while_they_learn_change_nothing(
    copied: Path, leadcast_process: Any, leadcast: Callable[..., Any]
) -> None:
    (copied / "leads.csv").write_text((copied / "leads.csv").read_text().replace(",fair,", ",expo,"))
    before = contents(copied)
    for line in ("computing features", "looking for what knows"):
        with leadcast_process.start("train", copied, "--no-insights", "--json") as process:
            heard = [next(said for said in process.stderr if line in said)]
            said = leadcast("train", copied, "--no-insights", "--json")
            time.sleep(0.1)
            process.kill()
            heard += process.stderr
        assert process.returncode == -signal.SIGKILL, heard
        assert said.status == 1
        refused = f"refused {copied} is being trained by another process; wait for it to end"
        assert said.err.splitlines() == [refused]
        assert contents(copied) == before
    said = leadcast("train", copied, "--no-insights", "--json")
    assert said.status == 0, said.err
    assert len(Workspace(copied).versions()) == 2


def contents(path: Path) -> dict[str, bytes]:
    """Everything in a workspace but the lock."""
    files = (file for file in path.rglob("*") if file.is_file() and file.name != "train.lock")
    return {str(file.relative_to(path)): file.read_bytes() for file in files}
