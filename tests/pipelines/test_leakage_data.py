"""The gate on four real funnels: it finds what is known to leak, and cries wolf nowhere."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from features.agreement import read_agreement
from features.sources import open_journey
from pipelines.train.leakage import Held, hold_against_outcome
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).parents[2] / "examples"
DATA = os.environ.get("LEADCAST_DATA", "")
needs_data = pytest.mark.skipif(
    not DATA, reason="LEADCAST_DATA does not name the folder of the public data sets"
)


def held(path: Path) -> Held:
    agreement = read_agreement(path)
    with open_journey(agreement, path) as journey:
        return hold_against_outcome(Material(journey, agreement, end_of(journey)))


def named(found: Held, verdict: str) -> set[str]:
    return {one.name for one in found.verdicts if one.verdict == verdict}


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Copies an example, with some of its agreement written otherwise."""
    monkeypatch.setenv("LEADCAST_DATA", str(Path(DATA).resolve()))

    def copy(name: str, *otherwise: tuple[str, str]) -> Path:
        folder = tmp_path / name
        shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns(".leadcast"))
        text = (folder / "agreement.toml").read_text()
        for old, new in otherwise:
            assert old in text
            text = text.replace(old, new)
        (folder / "agreement.toml").write_text(text)
        return folder

    return copy


FILLED_BY_SALES = {
    "Tags",
    "Lead Quality",
    "Lead Profile",
    "Asymmetrique Activity Index",
    "Asymmetrique Profile Index",
    "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
}


@needs_data
def test_xeducation_unfiltered(example: Callable[..., Path]) -> None:
    found = held(example("xeducation-raw"))
    assert named(found, "leak") == FILLED_BY_SALES
    honest = {"Lead Source", "Lead Origin", "Total Time Spent on Website", "City", "Specialization"}
    assert honest <= named(found, "ok")
    assert all(len(one.reason) > 30 for one in found.verdicts if one.verdict != "ok")


@needs_data
def test_xeducation_filtered(example: Callable[..., Path]) -> None:
    assert named(held(example("xeducation")), "leak") == set()


@needs_data
def test_online_shoppers(example: Callable[..., Path]) -> None:
    assert named(held(example("online_shoppers")), "leak") == set()


@needs_data
def test_online_shoppers_with_page_values(example: Callable[..., Path]) -> None:
    found = held(example("online_shoppers", ('exclude = ["PageValues"]', "")))
    assert named(found, "leak") == {"PageValues"}


@needs_data
def test_olist(example: Callable[..., Path]) -> None:
    assert named(held(example("olist")), "leak") == set()


@needs_data
def test_olist_with_the_closed_deals_joined_in(example: Callable[..., Path]) -> None:
    deals = "${LEADCAST_DATA:-../../../shared/data}/olist_funnel/olist_closed_deals_dataset.csv"
    path = example(
        "olist",
        ("SELECT mql_id AS lead_id, first_contact_date", "SELECT m.mql_id AS lead_id, first_contact_date"),
        ("landing_page_id AS landing_page\n", "landing_page_id AS landing_page, d.* EXCLUDE (mql_id)\n"),
        (
            "leads_dataset.csv',\n                all_varchar = true)",
            "leads_dataset.csv', all_varchar = true) AS m\n"
            f"  LEFT JOIN read_csv('{deals}', all_varchar = true) AS d USING (mql_id)",
        ),
    )
    with (Path(DATA) / "olist_funnel/olist_closed_deals_dataset.csv").open() as file:
        columns = set(file.readline().strip().split(",")) - {"mql_id"}
    assert len(columns) == 13
    assert named(held(path), "leak") == columns


@needs_data
def test_bpi2012(example: Callable[..., Path]) -> None:
    found = held(example("bpi2012"))
    assert named(found, "leak") == set()
    assert set(found.gaps) == {"sql", "close"}


@needs_data
def test_bpi2012_with_every_event_as_a_touch(example: Callable[..., Path]) -> None:
    text = (EXAMPLES / "bpi2012/agreement.toml").read_text()
    begin = text.index("  WHERE activity NOT IN")
    found = held(example("bpi2012", (text[begin : text.index('"""', begin)], "")))
    ends = ("A_ACTIVATED", "A_APPROVED", "A_REGISTERED", "A_DECLINED", "A_CANCELLED")
    offers = ("O_ACCEPTED", "O_DECLINED", "O_CANCELLED")
    assert named(found, "leak") == {f"{activity} complete" for activity in (*ends, *offers)}
    assert all("second" in one.reason for one in found.verdicts if one.verdict == "leak")
