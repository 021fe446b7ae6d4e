"""A time without a zone on the command line is meant as the sources are read: in the agreement's zone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features.clock import instant, iso
from models.workspace import Workspace
from pipelines.commands import checking

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAIVE = "2021-07-20"
MEANT = "2021-07-19T22:00:00+00:00"  # Berlin's midnight, in summer
MOMENTS = ("2021-07-10T00:30", "2021-07-09T22:30:00Z")


class Stop(Exception):
    """Ends a command once it has told what was to be seen."""


@pytest.fixture(scope="module")
def berlin(tmp_path_factory: pytest.TempPathFactory, company: Callable[..., Path], leadcast: Any) -> Path:
    path = company(tmp_path_factory.mktemp("berlin"), leads=500)
    agreement = path / "agreement.toml"
    agreement.write_text(
        agreement.read_text().replace("[sources]", 'timezone = "Europe/Berlin"\n\n[sources]', 1)
    )
    said = leadcast("train", path, "--no-insights", "--as-of", NAIVE)
    assert said.status == 0, said.err
    return path


def test_training_ends_at_midnight_in_berlin(berlin: Path) -> None:
    assert Workspace(berlin).champion().manifest["facts"]["as_of"] == MEANT


def test_checking_does_too(berlin: Path, leadcast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any, until: int) -> None:
        raise Stop(iso(until))

    monkeypatch.setattr(checking, "open_journey", stop)
    with pytest.raises(Stop, match=MEANT.replace("+", r"\+")):
        leadcast("check", berlin, "--as-of", NAIVE)


@pytest.mark.parametrize("same", [MEANT, "2021-07-20T00:00:00+02:00"])
def test_scoring_does_too(berlin: Path, leadcast: Any, tmp_path: Path, same: str) -> None:
    for name, when in (("naive", NAIVE), ("zoned", same), ("utc", f"{NAIVE}T00:00Z")):
        assert leadcast("score", berlin, "--as-of", when, "--out", tmp_path / f"{name}.csv").status == 0
    assert (tmp_path / "naive.csv").read_bytes() == (tmp_path / "zoned.csv").read_bytes()
    assert (tmp_path / "naive.csv").read_bytes() != (tmp_path / "utc.csv").read_bytes()


def typed(path: Path, lead: str, when: str) -> Path:
    pq.write_table(pa.table({"lead_id": [lead], "as_of": [datetime.fromisoformat(when)]}), path)
    return path


def written(path: Path, lead: str, when: str) -> Path:
    text = f"lead_id,as_of\n{lead},{when}\n" if path.suffix == ".csv" else None
    path.write_text(text or json.dumps({"lead_id": lead, "as_of": when}))
    return path


@pytest.mark.parametrize(("write", "ending"), [(typed, "parquet"), (written, "csv"), (written, "jsonl")])
def test_moments_are_meant_there(
    berlin: Path, leadcast: Any, tmp_path: Path, write: Callable[..., Path], ending: str
) -> None:
    lead = (berlin / "leads.csv").read_text().splitlines()[1].split(",")[0]
    for number, when in enumerate(MOMENTS):
        asked = write(tmp_path / f"moments{number}.{ending}", lead, when)
        said = leadcast("score", berlin, "--moments", asked, "--out", tmp_path / f"{number}.csv")
        assert said.status == 0, said.err
    assert (tmp_path / "0.csv").read_bytes() == (tmp_path / "1.csv").read_bytes()
    assert iso(instant(MOMENTS[1])) in (tmp_path / "0.csv").read_text()
