"""A month is retrained once, however often it is begun and wherever it was cut short."""

from __future__ import annotations

import json
import os
import signal
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import from_datetime, iso
from features.errors import UsageError
from models.scorer import Scorer
from models.twins import twin_of
from models.workspace import Workspace
from pipelines.insights.kept import current
from pipelines.retrain import Month
from pipelines.tracking.client import client_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RETRAIN = """
from pipelines.cli import main
sys.exit(main(["retrain", os.path.dirname(folder), "--month", "2021-08", "--json"]))
"""
STATIONS = (
    "snapshots/.",  # the snapshot is begun
    ".2021-08.json.",  # its course is begun
    ".sql.json.",  # a file of the bundle
    ".2021-08.judged.parquet.",
    ".champion.json.",
    ".drivers.json.",  # what its leads have to tell
    ".report.html.",
    ".mlflow.db.",
    "artifacts/",
)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata"])


@pytest.fixture(autouse=True)
def _their_own_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture(scope="module")
def retrained(company: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company whose month the tests retrain, one after the other."""
    return company(tmp_path_factory.mktemp("retrained") / "company", leads=400, days=230)


def test_a_month_killed_at_each_station_goes_on_where_it_was(
    retrained: Path, dying: Any, leadcast: Callable[..., Any]
) -> None:
    heard: list[str] = []
    for station in STATIONS:
        died = dying(RETRAIN, retrained / ".leadcast", station)
        assert died.returncode == -signal.SIGKILL, (station, died.stderr)
        heard.append(died.stderr)
        for version in Workspace(retrained).versions():
            assert Workspace(retrained).bundle(version).version == version
    learnt = ["done learning" in said for said in heard]
    assert learnt == [False, False, True, True, True, False, False, False, False], "what is learnt is kept"

    said = leadcast("retrain", retrained, "--month", "2021-08", "--json")
    assert said.status == 0, said.err
    assert "done learning" not in said.err
    workspace = Workspace(retrained)
    assert workspace.versions() == (said.answer["model_version"],)
    assert [made.version for made in workspace.history()] == [said.answer["model_version"]]
    assert not [file for file in retrained.glob(".leadcast/**/*.part*") if "artifacts" not in file.parts]
    assert_runs(retrained, said.answer)
    assert_twin(workspace, said.answer["model_version"])
    assert current(workspace, said.answer["model_version"])


def assert_twin(workspace: Workspace, version: str) -> None:
    """The bundle's twin knows nothing of the leads that judged it, and can be asked."""
    twin, bundle = twin_of(workspace, version), workspace.bundle(version)
    assert twin is not None
    facts = twin.manifest["facts"]
    assert facts["as_of"] == bundle.json("evaluation.json")["origin"] < bundle.manifest["facts"]["as_of"]
    assert set(Scorer(twin).targets) == set(facts["targets"])


def assert_runs(path: Path, answer: dict[str, Any]) -> None:
    """One finished parent, a child for each target, and what was cut short is named so."""
    client = client_of(Workspace(path))
    experiments = [found.experiment_id for found in client.search_experiments()]
    runs = {run.info.run_id: run for run in client.search_runs(experiments)}
    parents = [run for run in runs.values() if "mlflow.parentRunId" not in run.data.tags]
    assert sorted(run.info.status for run in parents) == ["FINISHED", "KILLED"]
    (parent,) = [run for run in parents if run.info.status == "FINISHED"]
    assert parent.info.run_id == answer["run_id"]
    tags, params = parent.data.tags, parent.data.params
    assert (tags["month"], tags["decision"]) == ("2021-08", "promote")
    assert params["as_of"].startswith("2021-09-01")
    assert {"agreement_version", "leads.digest", "version.leadcast", "version.lightgbm"} <= set(params)
    children = {
        run.data.tags["mlflow.runName"]: run
        for run in runs.values()
        if run.data.tags.get("mlflow.parentRunId") == parent.info.run_id
    }
    assert set(children) == set(answer["targets"])
    for target, run in children.items():
        assert run.info.status == "FINISHED"
        found = answer["targets"][target]["model"]["log_loss"]
        assert run.data.metrics["model.log_loss"] == pytest.approx(found)


def test_done_again_it_says_what_was_done(retrained: Path, leadcast: Callable[..., Any]) -> None:
    before = everything_of(retrained)
    said = leadcast("retrain", retrained, "--month", "2021-08", "--json")
    assert said.status == 0, said.err
    assert said.answer["done_before"]
    assert said.answer["decision"]["outcome"] == "promote"
    assert everything_of(retrained) == before


def test_changed_sources_are_trained_anew_and_both_runs_are_listed(
    retrained: Path, leadcast: Callable[..., Any]
) -> None:
    first = leadcast("retrain", retrained, "--no-insights", "--month", "2021-08", "--json").answer
    leads = retrained / "leads.csv"
    leads.write_text(leads.read_text().replace(",fair,", ",expo,"))
    said = leadcast("retrain", retrained, "--no-insights", "--month", "2021-08", "--json")
    assert said.status == 0, said.err
    assert not said.answer["done_before"]
    assert said.answer["model_version"] != first["model_version"]
    assert [run["model_version"] for run in said.answer["runs"]] == [first["model_version"]]
    record = json.loads((retrained / ".leadcast/months/2021-08.json").read_text())
    assert record["model_version"] == said.answer["model_version"]


def everything_of(path: Path) -> dict[str, bytes]:
    """Every file, but the locks and the databases' own bookkeeping."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in path.rglob("*")
        if file.is_file() and not file.name.endswith((".lock", ".db", "-shm", "-wal"))
    }


@pytest.mark.parametrize(
    ("present", "month", "says"),
    [
        ("2021-08-31T23:59Z", "2021-08", "2021-08 is not over in UTC; retrain it from 2021-09-01 on"),
        ("2022-03-10T09:00Z", None, "hold nothing from 2022-02-01 on"),
        ("2022-03-10T09:00Z", "2021-8", "'2021-8' is not a month; write one such as 2026-10"),
    ],
)
def test_what_cannot_be_retrained_is_refused(
    trained: Any,
    leadcast: Callable[..., Any],
    copied: Path,
    monkeypatch: pytest.MonkeyPatch,
    present: str,
    month: str | None,
    says: str,
) -> None:
    monkeypatch.setenv("LEADCAST_NOW", present)
    said = leadcast("retrain", copied, "--no-insights", *(("--month", month) if month else ()))
    assert said.status in (1, 2)
    assert says in said.err
    assert Workspace(copied).versions() == Workspace(trained.path).versions()


def test_two_at_once_are_refused(copied: Path, leadcast: Callable[..., Any]) -> None:
    from pipelines.alone import alone

    with alone(copied / ".leadcast", "retrain", "busy"):
        said = leadcast("retrain", copied, "--no-insights", "--month", "2021-08")
    assert said.status == 1
    assert "is being retrained by another process" in said.err


@given(st.integers(40 * 86_400, 4_000_000_000), ZONES)
def test_an_instant_lies_in_its_month(seconds: int, name: str) -> None:
    zone = ZoneInfo(name)
    at = seconds * 1_000_000
    month = Month.of(at, zone)
    assert month.begin(zone) <= at < month.end(zone)
    assert month.after.before == month == month.before.after
    assert Month.read(str(month)) == month
    shown = datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    assert (shown.year, shown.month) == month


def test_another_present_can_be_rehearsed(monkeypatch: pytest.MonkeyPatch) -> None:
    from features import clock

    monkeypatch.setenv("LEADCAST_NOW", "2026-05-01T00:00Z")
    assert iso(clock.now()) == "2026-05-01T00:00:00+00:00"
    monkeypatch.setenv("LEADCAST_NOW", "soon")
    with pytest.raises(UsageError, match="LEADCAST_NOW"):
        clock.now()
    monkeypatch.delenv("LEADCAST_NOW")
    assert abs(clock.now() - from_datetime(datetime.now(UTC))) < 10_000_000
    assert "LEADCAST_NOW" not in os.environ
