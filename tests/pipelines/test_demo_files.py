"""The demo's folder: the same bytes for the same arguments, and nobody else's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from features.agreement import read_agreement
from features.errors import UsageError, WorkspaceError
from pipelines.demo import write_world

if TYPE_CHECKING:
    from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("same", 3), ("other", 4)):
        write_world(tmp_path / name, seed=seed, leads=800, months=10)
    assert contents(tmp_path / "one") == contents(tmp_path / "same")
    one, other = contents(tmp_path / "one"), contents(tmp_path / "other")
    assert {name for name in one if one[name] == other[name]} == {"agreement.toml"}


def test_without_the_leak_the_rest_of_the_world_is_the_same(tmp_path: Path) -> None:
    with_leak = contents(write_world(tmp_path / "leak", leads=800, months=10).directory)
    clean = contents(write_world(tmp_path / "clean", leads=800, months=10, leak=False).directory)
    changed = {name for name in with_leak if with_leak[name] != clean[name]}
    assert changed == {"agreement.toml", "data/leads.csv", "truth/world.json"}
    assert b"contract_type" not in clean["agreement.toml"] + clean["data/leads.csv"]
    assert read_agreement(tmp_path / "clean").attributes.exclude == ()


def test_every_attribute_the_agreement_names_exists(tmp_path: Path) -> None:
    leads = read(write_world(tmp_path, leads=800, months=10).leads)
    agreement = read_agreement(tmp_path)
    named = {rule.attribute for rule in agreement.icp.rule} | set(agreement.attributes.exclude)
    named |= set(agreement.attributes.kinds) | set(agreement.attributes.order)
    assert named <= set(leads.columns)
    for attribute, order in agreement.attributes.order.items():
        assert set(leads[attribute]) - set(order) <= {"", "-", "Select", "N/A"}


def test_the_budget_field_ends_where_its_history_ends(tmp_path: Path) -> None:
    world = write_world(tmp_path, leads=800, months=10)
    leads, history = read(world.leads), read(world.attribute_changes)
    assert len(history) == world.change_count > 200
    before = history.groupby("lead_id")["value"].shift(fill_value="")
    assert (history["old_value"] == before).all()
    latest = history.groupby("lead_id")["value"].last()
    assert (leads["lead_id"].map(latest).fillna("") == leads["budget"]).all()


@pytest.mark.parametrize("size", [1, 40])
def test_small_worlds_exist_too(tmp_path: Path, size: int) -> None:
    assert write_world(tmp_path, leads=size, months=1).lead_count == size
    assert len(read(tmp_path / "data/leads.csv")) == size


def test_an_earlier_demo_is_replaced_and_its_state_kept(tmp_path: Path) -> None:
    write_world(tmp_path, leads=50, months=2)
    (tmp_path / ".leadcast").mkdir()
    (tmp_path / ".leadcast/ledger.db").write_text("kept")
    world = write_world(tmp_path, leads=60, months=2)
    assert len(read(world.leads)) == 60
    assert (tmp_path / ".leadcast/ledger.db").read_text() == "kept"


def test_an_interrupted_demo_is_finished_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth/world.json.partial").write_text("{")
    assert write_world(tmp_path, leads=50, months=2).agreement.is_file()


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(WorkspaceError, match=r"thesis\.doc"):
        write_world(tmp_path, leads=50, months=2)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize(("argument", "value"), [("leads", 0), ("months", 0), ("seed", -1)])
def test_impossible_arguments_are_named(tmp_path: Path, argument: str, value: int) -> None:
    with pytest.raises(UsageError, match=f"{argument} is {value}"):
        write_world(tmp_path / "world", **{argument: value})
    assert not (tmp_path / "world").exists()
