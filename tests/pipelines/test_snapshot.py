"""``leadcast snapshot``: attributes are kept as they change, once each, and no moment sees a later one."""

from __future__ import annotations

import csv
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.agreement import read_agreement
from features.catalog import Catalog
from features.clock import DAY, instant, iso
from features.fit import fit_plan
from features.knowledge import tiers
from features.load import load_population
from features.population import Moments
from features.sources import open_journey
from features.sources.snapshots import FOLDER
from features.view import View
from pipelines.snapshot import take_snapshot
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from features.sources import Journey

START = instant("2024-01-01")
AGREEMENT = """
name = "Seen"
[sources]
leads = "leads.csv"
{sources}
[attributes]
fixed = [{fixed}]
"""


def write(
    folder: Path,
    leads: list[dict[str, Any]],
    changes: list[dict[str, Any]] | None = None,
    fixed: str = "",
    created: int = START,
) -> Path:
    """A workspace whose export holds these attributes today; an export is written anew each time."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = 'attribute_changes = "changes.csv"' if changes is not None else ""
    (folder / "agreement.toml").write_text(AGREEMENT.format(sources=sources, fixed=fixed))
    rows = [{"lead_id": f"L{n}", "created_at": iso(created), **lead} for n, lead in enumerate(leads)]
    for name, table in (("leads", rows), ("changes", changes or [])):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            header = list(table[0]) if table else ["lead_id", "at", "field", "value", "old_value"]
            out = csv.DictWriter(file, header)
            out.writeheader()
            out.writerows(table)
    return folder


def known(journey: Journey, name: str, days: list[float]) -> list[list[str | None]]:
    """Each lead's value at some days after the start, as the engine knows it."""
    population = load_population(journey)
    leads = np.arange(len(population.lead_id), dtype=np.int64)
    told: list[list[str | None]] = []
    plan = fit_plan(lambda: [population], journey.agreement, START)
    for day in days:
        moments = Moments(leads, np.full(leads.size, START + round(day * DAY), dtype=np.int64))
        texts = View(plan, population, moments).text(name)
        told.append([texts.values[code] if code >= 0 else None for code in texts.codes])
    return [list(of_lead) for of_lead in zip(*told, strict=True)]


def seen_at(folder: Path, name: str, days: list[float], **more: Any) -> list[list[str | None]]:
    with open_journey(read_agreement(folder), folder, **more) as journey:
        return known(journey, name, days)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / FOLDER).iterdir())}


def at(day: float) -> int:
    return START + round(day * DAY)


def test_the_first_snapshot_changes_nothing_that_is_known(tmp_path: Path) -> None:
    folder = write(tmp_path, [{"stage": "cold"}, {"stage": ""}])
    before = seen_at(folder, "stage", [0, 5, 9, 99])
    assert take_snapshot(folder, at(10)).values == 2
    assert seen_at(folder, "stage", [0, 5, 9, 99]) == before == [["cold"] * 4, [None] * 4]


def test_a_training_is_the_same_with_the_first_snapshot(tmp_path: Path, company: Callable[..., Path]) -> None:
    """Plan and features, bit by bit: what the gate had cleared before is as usable as it was."""

    def learnt_from() -> tuple[Any, NDArray[np.float32]]:
        with open_journey(agreement, folder) as journey:
            material = Material(journey, agreement, end_of(journey))
            plan = fit_plan(material.populations, agreement, material.until)
            return plan.to_json(), material.dataset(Catalog(plan)).x

    folder = company(tmp_path / "company", leads=300)
    agreement = read_agreement(folder)
    plan, x = learnt_from()
    assert take_snapshot(folder).values == 300 * 3
    plan_with, x_with = learnt_from()
    assert plan_with == plan
    assert x_with.tobytes() == x.tobytes()


def test_what_changed_since_is_not_seen_before(tmp_path: Path) -> None:
    folder = write(tmp_path, [{"stage": "cold"}, {"stage": ""}, {"stage": "warm"}])
    take_snapshot(folder, at(10))
    write(folder, [{"stage": "warm"}, {"stage": "hot"}, {"stage": "warm"}])
    taken = take_snapshot(folder, at(20))
    assert (taken.leads, taken.values) == (2, 2)
    days = [0, 10, 15, 20, 20 + 2 / DAY, 30]  # strictly before: what is stored of day 20 counts just after it
    assert seen_at(folder, "stage", days) == [
        ["cold"] * 4 + ["warm"] * 2,
        [None] * 4 + ["hot"] * 2,
        ["warm"] * 6,
    ]


def test_the_next_export_is_known_with_its_newest_row(tmp_path: Path) -> None:
    """No snapshot was taken of it: it is neither seen before nor overlooked afterwards."""
    folder = write(tmp_path, [{"stage": "cold"}])
    take_snapshot(folder, at(10))
    write(folder, [{"stage": "warm"}, {"stage": "new"}], created=at(20))
    assert seen_at(folder, "stage", [15, 20, 21])[0] == ["cold", "cold", "warm"]


def test_a_training_as_of_a_day_knows_only_snapshots_before_it(tmp_path: Path) -> None:
    folder = write(tmp_path, [{"stage": "cold"}])
    take_snapshot(folder, at(10))
    write(folder, [{"stage": "warm"}])
    take_snapshot(folder, at(20))
    write(folder, [{"stage": "hot"}])
    take_snapshot(folder, at(30))
    assert seen_at(folder, "stage", [5, 25, 40], until=at(20)) == [["cold", "cold", "cold"]]
    assert seen_at(folder, "stage", [5, 25, 40], until=at(21)) == [["cold", "warm", "warm"]]
    assert seen_at(folder, "stage", [5, 25, 40]) == [["cold", "warm", "hot"]]


def test_what_is_fixed_needs_no_snapshots(tmp_path: Path) -> None:
    folder = write(tmp_path, [{"stage": "cold", "Country": "DE"}], fixed='"country"')
    assert take_snapshot(folder, at(10)).attributes == ("stage",)
    write(folder, [{"stage": "cold", "Country": "Germany"}], fixed='"country"')
    assert take_snapshot(folder, at(20)).file is None
    assert seen_at(folder, "Country", [5, 15]) == [["Germany", "Germany"]]


def test_recorded_changes_and_snapshots_are_merged(tmp_path: Path) -> None:
    """The CRM forgot what was before day 50; the snapshots did not."""
    folder = write(tmp_path, [{"stage": "cold"}])
    take_snapshot(folder, at(10))
    write(folder, [{"stage": "warm"}])
    take_snapshot(folder, at(20))
    change = {"lead_id": "L0", "at": iso(at(50)), "field": "Stage", "value": "hot", "old_value": "warm"}
    write(folder, [{"stage": "hot"}], [change])
    assert seen_at(folder, "stage", [5, 15, 25, 51]) == [["cold", "cold", "warm", "hot"]]


@pytest.mark.parametrize(
    ("created", "changes", "fixed", "tier"),
    [
        (0, None, "", "today"),
        (9.5, None, "", "history"),  # the snapshot of day 10 saw every lead as it was born
        (0, None, '"stage"', "fixed"),
        (0, [{"lead_id": "L0", "at": iso(at(1)), "field": "stage", "value": "a"}], '"stage"', "history"),
    ],
)
def test_how_well_an_attribute_is_known(
    tmp_path: Path, created: float, changes: Any, fixed: str, tier: str
) -> None:
    folder = write(tmp_path, [{"stage": "a"}], changes, fixed, created=at(created))
    take_snapshot(folder, at(10))
    with open_journey(read_agreement(folder), folder) as journey:
        assert tiers(journey) == {"stage": tier}


def test_taking_it_twice_adds_nothing(tmp_path: Path, leadcast: Any) -> None:
    folder = write(tmp_path, [{"stage": "cold"}, {"stage": None}])
    assert leadcast("snapshot", folder, "--json").answer["values"] == 2
    before = files(folder)
    for more in ((), ("--as-of", "2024-03-01"), ("--as-of", "2024-03-01")):
        said = leadcast("snapshot", folder, "--json", *more)
        assert (said.status, said.answer["file"], said.answer["values"]) == (0, None, 0)
    assert files(folder) == before


def test_attributes_may_change_without_anything_dated(tmp_path: Path) -> None:
    folder = write(tmp_path, [{"stage": "cold"}])
    first = take_snapshot(folder)
    write(folder, [{"stage": "warm"}])
    second = take_snapshot(folder)
    assert (first.at, second.at, second.files) == (START, START + 1, 2)


def test_snapshots_follow_each_other_in_time(tmp_path: Path, leadcast: Any) -> None:
    folder = write(tmp_path, [{"stage": "cold"}])
    take_snapshot(folder, at(10))
    write(folder, [{"stage": "warm"}])
    for day, told in ((10, "says otherwise"), (9, "in the order of time")):
        said = leadcast("snapshot", folder, "--as-of", iso(at(day)))
        assert said.status == 1
        assert told in said.err
    assert len(files(folder)) == 1


def test_a_damaged_snapshot_is_named(tmp_path: Path, leadcast: Any) -> None:
    folder = write(tmp_path, [{"stage": "cold"}])
    file = take_snapshot(folder, at(10)).file
    assert file is not None
    file.write_bytes(file.read_bytes()[:-20])
    said = leadcast("check", folder)
    assert said.status == 1
    assert "a snapshot cannot be read" in said.err
    assert "Traceback" not in said.err


def test_what_is_personal_is_not_copied(tmp_path: Path) -> None:
    lead = {"stage": "cold", "First Name": "Jo", "mail": "jo@example.com", "empty": "", "number": "4711"}
    assert take_snapshot(write(tmp_path, [lead])).attributes == ("stage", "empty", "number")


def test_half_a_snapshot_is_swept_away(tmp_path: Path) -> None:
    folder = write(tmp_path, [{"stage": "cold"}])
    (folder / FOLDER).mkdir(parents=True)
    half = folder / FOLDER / f".{START:020d}.parquet.part"
    half.write_bytes(b"PAR1")
    assert seen_at(folder, "stage", [5]) == [["cold"]]
    assert take_snapshot(folder).values == 1
    assert list(files(folder)) == [f"{START:020d}.parquet"]


def test_one_that_ends_before_its_name_is_given_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, [{"stage": "cold"}])

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", stop)
        with pytest.raises(KeyboardInterrupt):
            take_snapshot(folder)
    assert [name.endswith(".part") for name in files(folder)] == [True]
    assert seen_at(folder, "stage", [5]) == [["cold"]]
    assert take_snapshot(folder).files == 1


def test_a_killed_one_leaves_what_was_stored(tmp_path: Path, leadcast_process: Any) -> None:
    """Killed at different times, the folder holds whole files only, and the next one completes it."""
    folder = write(tmp_path, [{"stage": f"s{n % 7}", "size": n} for n in range(3000)])
    for wait in (0.6, 1.0, 1.4):
        with leadcast_process.start("snapshot", folder) as process:
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        with open_journey(read_agreement(folder), folder) as journey:
            counted = journey.db.sql("SELECT count(*) FROM snapshots").fetchall()
        assert counted in ([(0,)], [(6000,)])
    take_snapshot(folder)
    assert len(files(folder)) == 1
    assert list((folder / FOLDER).glob(".*.part")) == []


values = st.sampled_from((None, "a", "b"))


@settings(max_examples=6, deadline=None)
@given(days=st.lists(st.lists(values, min_size=2, max_size=2), min_size=1, max_size=5), data=st.data())
def test_a_moment_knows_the_last_snapshot_before_it(
    tmp_path_factory: pytest.TempPathFactory, days: list[list[str | None]], data: st.DataObject
) -> None:
    """The oracle keeps every export whole: at a moment, the last one before it, else the first of all."""
    folder = tmp_path_factory.mktemp("oracle")
    for day, exported in enumerate(days):
        write(folder, [{"x": "c", "stage": value or ""} for value in exported])
        take_snapshot(folder, at(day + 1))
    asked = data.draw(st.lists(st.floats(0, len(days) + 2), min_size=1, max_size=5))
    naive = [
        [
            days[max([day for day in range(len(days)) if at(day + 1) < at(ask)], default=0)][lead]
            for ask in asked
        ]
        for lead in (0, 1)
    ]
    assert seen_at(folder, "stage", asked) == naive
    until = data.draw(st.integers(2, len(days) + 1))
    past = [min(ask, until) for ask in asked]
    assert seen_at(folder, "stage", past, until=at(until)) == seen_at(folder, "stage", past)
