"""MLflow holds every training and its bundle, in the workspace or on a server; scoring never needs it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.workspace import Workspace
from pipelines.tracking.client import client_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mlflow import MlflowClient
    from mlflow.entities import Run

ROOT = Path(__file__).parents[2]
MODEL = "leadcast-small-company"


def client_at(uri: str) -> MlflowClient:
    from mlflow import MlflowClient

    return MlflowClient(tracking_uri=uri, registry_uri=uri)


def own(path: Path) -> MlflowClient:
    """A client of the workspace's own database, wherever the workspace is now."""
    return client_of(Workspace(path))


def bundle_of(client: MlflowClient, alias: str) -> str:
    return str(client.get_model_version_by_alias(MODEL, alias).tags["bundle"])


def files_of(client: MlflowClient, run: str, folder: str = "") -> set[str]:
    found: set[str] = set()
    for entry in client.list_artifacts(run, folder):
        found |= files_of(client, run, entry.path) if entry.is_dir else {entry.path}
    return found


@pytest.fixture(autouse=True)
def _their_own_warnings() -> Iterator[None]:
    """MLflow's use of its own dependencies is not what is tested."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def assert_told_everything(client: MlflowClient, run: Run, answer: dict[str, Any]) -> None:
    """The run holds what the training said."""
    assert run.info.status == "FINISHED"
    assert run.data.params["as_of"] == answer["as_of"]
    for target, found in answer["targets"].items():
        assert run.data.params[f"{target}.converted"] == str(found["converted"])
        for name, measured in (("model", found["model"]), *found["baselines"].items()):
            assert run.data.metrics[f"{target}.{name}.log_loss"] == pytest.approx(measured["log_loss"])
            assert run.data.metrics[f"{target}.{name}.auc"] == pytest.approx(measured["auc"])
    tables = {given.dataset.name: given.dataset for given in run.inputs.dataset_inputs}
    assert set(tables) == {"leads", "touches", "stages", "attribute_changes", "snapshots"}
    assert '"num_rows": 700' in tables["leads"].profile
    assert len({table.digest for table in tables.values()}) == 4
    expected = {"manifest.json", "agreement.toml", "evaluation.json", "sql.txt", "close_given_sql.txt"}
    assert {f"bundle/{name}" for name in expected} | {"report/report.html"} <= files_of(
        client, run.info.run_id
    )


def test_a_run_holds_what_the_training_said(trained: Any) -> None:
    client = own(trained.path)
    assert_told_everything(client, client.get_run(trained.said.answer["run_id"]), trained.said.answer)


def test_the_first_bundle_is_challenger_and_champion(trained: Any) -> None:
    client = own(trained.path)
    version = trained.said.answer["model_version"]
    assert bundle_of(client, "challenger") == bundle_of(client, "champion") == version
    made = client.get_model_version_by_alias(MODEL, "champion")
    assert made.run_id == trained.said.answer["run_id"]


def test_artifacts_are_text_and_the_very_bundle(trained: Any) -> None:
    answer = trained.said.answer
    (copy,) = (trained.path / ".leadcast/artifacts").glob(f"**/{answer['run_id']}/artifacts/bundle")
    original = Path(answer["bundle"])
    names = {file.name for file in original.iterdir()}
    assert names == {file.name for file in copy.iterdir()}
    for name in names:
        assert (copy / name).read_bytes() == (original / name).read_bytes()
    for file in (trained.path / ".leadcast/artifacts").rglob("*"):
        if file.is_file():
            file.read_text(encoding="utf-8")
            assert file.suffix in {".json", ".txt", ".toml", ".md", ".html"}, file


def test_promoting_moves_the_alias_and_training_again_does_not(
    trained: Any, copied: Path, leadcast: Callable[..., Any]
) -> None:
    first = trained.said.answer["model_version"]
    second = leadcast("train", copied, "--no-insights", "--as-of", "2021-08-20", "--json").answer[
        "model_version"
    ]
    client = own(copied)
    assert (bundle_of(client, "challenger"), bundle_of(client, "champion")) == (second, first)
    answer = leadcast("promote", copied, second, "--why", "we like it", "--json").answer
    assert (answer["champion"], answer["previous"], answer["why"]) == (second, first, "we like it")
    assert (bundle_of(client, "challenger"), bundle_of(client, "champion")) == (second, second)
    assert Workspace(copied).history()[-1][:3] == (second, first, "we like it")
    leadcast("rollback", copied, "--who", "Ada")
    assert Workspace(copied).history()[-1][:4] == (first, second, "rolled back by hand", "Ada")
    assert bundle_of(client, "champion") == first


@pytest.fixture(scope="module")
def server(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real tracking server, with its records in PostgreSQL and its artifacts in a folder."""
    folder = tmp_path_factory.mktemp("mlflow")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [
        *(sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port)),
        *("--backend-store-uri", postgres_url.replace("postgresql://", "postgresql+psycopg://")),
        *("--artifacts-destination", str(folder / "artifacts"), "--workers", "1"),
    ]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/health", process, folder / "log")
        yield url
    finally:
        os.killpg(process.pid, 15)
        process.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(log.read_text())


def test_a_server_on_postgresql_takes_the_workspaces_place(
    server: str,
    trained: Any,
    copied: Path,
    leadcast: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    before = (copied / ".leadcast/mlflow.db").read_bytes()
    said = leadcast("train", copied, "--no-insights", "--json")
    assert said.status == 0, said.err
    client = client_at(server)
    version = said.answer["model_version"]
    run = client.get_run(said.answer["run_id"])
    assert_told_everything(client, run, said.answer)
    assert run.info.artifact_uri.startswith("mlflow-artifacts:")
    assert version == trained.said.answer["model_version"]
    assert bundle_of(client, "challenger") == bundle_of(client, "champion") == version
    assert (copied / ".leadcast/mlflow.db").read_bytes() == before
    local = Path(client.download_artifacts(run.info.run_id, "bundle", str(copied)))
    assert (local / "manifest.json").read_bytes() == (
        Path(said.answer["bundle"]) / "manifest.json"
    ).read_bytes()
    assert leadcast("promote", copied, version).status == 0


def test_a_months_run_and_its_children_are_on_the_server_once(
    server: str,
    company: Callable[..., Path],
    tmp_path: Path,
    leadcast: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    path = company(tmp_path / "monthly", leads=300, days=200)
    said = leadcast("retrain", path, "--no-insights", "--month", "2021-07", "--json")
    assert said.status == 0, said.err
    (path / ".leadcast/months/2021-07.json").unlink()  # as if another machine had done it
    again = leadcast("retrain", path, "--no-insights", "--month", "2021-07", "--json").answer
    assert again["run_id"] == said.answer["run_id"]
    client = client_at(server)
    experiment = client.get_run(again["run_id"]).info.experiment_id
    of_month = client.search_runs([experiment], "tags.month = '2021-07'")
    assert [run.info.run_id for run in of_month] == [again["run_id"]]
    children = client.search_runs([experiment], f"tags.`mlflow.parentRunId` = '{again['run_id']}'")
    assert {run.data.tags["mlflow.runName"] for run in children} == set(again["targets"])


def test_a_workspace_with_an_odd_name_can_be_trained(
    company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    path = company(tmp_path / "über 50% & #1" / "leads", leads=300, days=200)
    said = leadcast("train", path, "--no-insights", "--json")
    assert said.status == 0, said.err
    assert [entry.name for entry in path.parent.iterdir()] == ["leads"]
    assert [entry.name for entry in tmp_path.iterdir()] == [path.parent.name]
    assert files_of(own(path), said.answer["run_id"])


WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("mlflow", "bentoml", "pandas"):
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Absent())
from pipelines.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_scoring_needs_no_mlflow_bentoml_or_pandas(
    trained: Any, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    words = ["score", str(trained.path), "--as-of", "2021-06-01", "--out"]
    command = [sys.executable, "-c", WITHOUT, *words, str(tmp_path / "without.csv")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert leadcast(*words, tmp_path / "with.csv").status == 0
    assert (tmp_path / "without.csv").read_bytes() == (tmp_path / "with.csv").read_bytes()


def test_a_bundle_scores_without_the_state_of_mlflow(
    trained: Any, copied: Path, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    (copied / ".leadcast/mlflow.db").unlink()
    shutil.rmtree(copied / ".leadcast/artifacts")
    for path, name in ((trained.path, "all.csv"), (copied, "bundle.csv")):
        assert leadcast("score", path, "--as-of", "2021-06-01", "--out", tmp_path / name).status == 0
    assert (tmp_path / "all.csv").read_bytes() == (tmp_path / "bundle.csv").read_bytes()
