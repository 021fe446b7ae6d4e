"""Channels and what leads see: true by independent queries, and shown as they were found."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.channels import words
from features.agreement.parse import parse_agreement
from features.history import Coded, History, starts_of
from features.population import Population
from models.workspace import Workspace
from pipelines.insights.book import open_book
from pipelines.insights.channels import charts, find, section, tables
from pipelines.insights.channels.origin import origin_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    class Trained(Protocol):
        path: Path


@pytest.fixture(scope="module")
def found(trained: Trained) -> dict[str, Any]:
    with open_book(Workspace(trained.path)) as book:
        return find(book)


@pytest.fixture(scope="module")
def leads(trained: Trained) -> pd.DataFrame:
    """A lead a row, with what became of it, by pandas alone."""
    read = {name: pd.read_csv(trained.path / f"{name}.csv") for name in ("leads", "touches", "stages")}
    for table, column in (("leads", "created_at"), ("touches", "at"), ("stages", "at")):
        read[table][column] = pd.to_datetime(read[table][column], utc=True)
    made = read["leads"].set_index("lead_id")
    end = max(made["created_at"].max(), read["touches"]["at"].max(), read["stages"]["at"].max())
    stages = read["stages"]
    for target, names, days in (("sql", ("sql", "won"), 14), ("close", ("won",), 30)):
        horizon = pd.Timedelta(days=days)
        first = stages[stages["stage"].isin(names)].groupby("lead_id")["at"].min()
        made[f"{target}_at"] = first.reindex(made.index)
        made[target] = made[f"{target}_at"] <= made["created_at"] + horizon
        made[f"{target}_known"] = made["created_at"] + horizon <= end
    touches = read["touches"]
    for kind, rows in touches.groupby("kind"):
        made[f"first {kind}"] = rows.groupby("lead_id")["at"].min().reindex(made.index)
    return made


def test_rates_by_channel_are_those_of_an_independent_count(
    found: dict[str, Any], leads: pd.DataFrame
) -> None:
    channels = found["channels"]
    assert channels["by"] == "source"
    assert {row["channel"] for row in channels["rows"]} == {"web", "partner", "fair"}
    for row in channels["rows"]:
        mine = leads[leads["source"] == row["channel"]]
        assert row["leads"] == len(mine)
        for target, told in row["targets"].items():
            known = mine[mine[f"{target}_known"]]
            assert (told["leads"], told["outcomes"]) == (len(known), known[target].sum())
            assert told["rate"][1] < told["outcomes"] / told["leads"] < told["rate"][2]
            assert sum(one["leads"] for one in told["quarters"]) == len(known)


def test_partners_convert_and_are_kept(found: dict[str, Any]) -> None:
    by = {row["channel"]: row for row in found["channels"]["rows"]}
    assert by["partner"]["verdict"] == "keep"
    assert ["better", "sql"] in by["partner"]["reasons"]
    assert by["web"]["verdict"] == by["fair"]["verdict"] == "tweak"


def test_things_are_counted_as_an_independent_count_does(found: dict[str, Any], leads: pd.DataFrame) -> None:
    kinds = {row["name"]: row for row in found["content"]["things"] if row["aspect"] == "kind"}
    assert set(kinds) == {"visit", "pricing page", "call"}
    for name, row in kinds.items():
        first = leads[f"first {name}"]
        assert row["seen"] == first.notna().sum()
        for target, told in row["targets"].items():
            reached = leads[f"{target}_at"]
            assert told["reached"] == reached.notna().sum()
            assert told["preceded"] == (first < reached).sum()


def test_everything_found_is_plain_and_found_again(found: dict[str, Any], trained: Trained) -> None:
    text = json.dumps(found, allow_nan=False, sort_keys=True)
    with open_book(Workspace(trained.path)) as book:
        assert json.dumps(find(book), allow_nan=False, sort_keys=True) == text
    assert section(json.loads(text)) == section(found)


class Page(HTMLParser):
    """What a fragment is made of; every element that is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.tables = 0
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tables += tag == "table"
        assert tag not in ("html", "head", "script", "style")
        assert not any(name == "style" or name.startswith("on") for name, _ in attrs)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_section_leads_with_the_verdicts_and_says_what_it_is_not(found: dict[str, Any]) -> None:
    shown = " ".join(" ".join(Page(section(found)).text).split())
    assert shown.index("Keep: partner") < shown.index("The verdict on channels")
    assert "This is association, not effect." in shown
    assert "No spend is given" in shown
    for row in found["channels"]["rows"]:
        assert f"{row['channel']} {row['verdict']} {row['leads']}" in shown


def test_charts_and_tables_are_those_of_what_was_found(found: dict[str, Any]) -> None:
    drawn, made = charts(found), tables(found)
    assert (
        {"rates-sql", "rates-close"}
        <= set(drawn)
        <= {f"{name}-{target}" for name in ("rates", "ratios") for target in ("sql", "close")}
    )
    shown = section(found)
    assert all(svg in shown for svg in drawn.values())
    assert len(made["channels"]) == 2 * len(found["channels"]["rows"])
    assert len(made["things"]) == 2 * len(found["content"]["things"])
    for table in made.values():
        assert not table.columns.duplicated().any()


def rewritten(folder: Path, more: str, **files: list[list[Any]]) -> Path:
    path = folder / "agreement.toml"
    path.write_text(path.read_text() + more)
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def test_costs_are_those_of_whole_months_whose_leads_are_old_enough(
    copied: Path, leads: pd.DataFrame
) -> None:
    months = [f"2021-{month:02}" for month in range(1, 13)]
    spend = [
        [name, month, 1000 * (1 + number)] for name in ("web", "fair") for number, month in enumerate(months)
    ]
    agreed = '[channels]\nspend = "spend.csv"\nwin_worth = 900\ncurrency = "EUR"\n'
    rewritten(copied, agreed, spend=[["channel", "month", "spend"], *spend])
    with open_book(Workspace(copied)) as book:
        made = find(book)["channels"]
        until = pd.Timestamp(book.until, unit="us", tz="UTC")
    by = {row["channel"]: row for row in made["rows"]}
    ends = [pd.Timestamp(f"{month}-01", tz="UTC") + pd.offsets.MonthBegin(1) for month in months]
    for target, days in (("sql", 14), ("close", 30)):
        used = [number for number, end in enumerate(ends) if end + pd.Timedelta(days=days) <= until]
        assert 0 < len(used) < len(months)
        spent = sum(1000 * (1 + number) for number in used)
        mine = leads[(leads["source"] == "web") & (leads["created_at"] < ends[used[-1]])]
        cost = by["web"]["targets"][target]["cost"]
        assert cost[1] < spent / mine[target].sum() < cost[2]
        assert made["targets"][target]["window"][1] == ends[used[-1]].isoformat()
        assert by["partner"]["targets"][target]["cost"][0] == 0
    assert by["web"]["worth"] == [900, 900, 900]
    assert by["web"]["targets"]["close"]["cost"][1] > 900
    assert ["loses", None] in by["web"]["reasons"]
    shown = " ".join(section({"missing": None, "channels": made, "content": _nothing()}).split())
    assert "a win costs" in shown
    assert "EUR" in shown


def _nothing() -> dict[str, Any]:
    rule = {"seen": 30}
    return {
        "things": [],
        "targets": {},
        "touches": 0,
        "leads": 0,
        "left": {},
        "rule": rule,
        "comparisons": {"all": 0},
    }


def test_wrong_spend_is_not_counted_and_the_page_says_why(copied: Path) -> None:
    rows = [["channel", "month", "spend"], ["web", "soon", 5]]
    rewritten(copied, '[channels]\nspend = "spend.csv"\n', spend=rows)
    with open_book(Workspace(copied)) as book:
        made = find(book)
    assert all(row["spend"] is None for row in made["channels"]["rows"])
    assert "Spend is not counted:" in section(made)
    assert "web, soon: 5" in section(made)


def test_an_attribute_that_leads_lack_is_said_and_content_still_shown(copied: Path) -> None:
    rewritten(copied, '[channels]\nattribute = "sorce"\n')
    with open_book(Workspace(copied)) as book:
        made = find(book)
    assert made["channels"] is None
    shown = " ".join(Page(section(made)).text)
    assert "did you mean 'source'?" in shown
    assert "This is association, not effect." in shown


@pytest.mark.parametrize("seed", [3, 7])
def test_verdicts_on_the_demo_fit_its_truth(tmp_path: Path, seed: int) -> None:
    """Paid social and the bought list bring the least ready people; referrals and partners the most."""
    spent, alone = words(tmp_path, seed, 6000)
    for bad in ("paid_social", "bought_list"):
        assert {spent[bad], alone[bad]} <= {"tweak", "scrap"}
    for good in ("referral", "partner"):
        assert spent[good] == alone[good] == "keep"
    assert "scrap" not in [alone[name] for name in alone if name not in ("paid_social", "bought_list")]


def test_check_names_wrong_spend_and_fails(copied: Path, leadcast: Any) -> None:
    rewritten(
        copied,
        '[channels]\nspend = "spend.csv"\n',
        spend=[["channel", "month", "spend"], ["web", "2021-01", -5]],
    )
    said = leadcast("check", copied, "--json")
    assert said.status == 1
    assert "negative spend" in [one["check"] for one in said.answer["findings"]]
    assert "ready to train" in said.err


def test_spellings_of_a_channel_are_one_and_rare_ones_stand_together() -> None:
    texts = ["Web"] * 30 + ["web"] * 5 + ["fair"] * 20 + ["radio"] * 3 + ["press"] + ["N/A"] * 2 + [None]
    agreement = parse_agreement('name = "x"\n[sources]\nleads = "leads.csv"\n')
    nothing = starts_of(np.zeros(0, dtype=np.int64), len(texts))
    empty = History(nothing, np.zeros(0, dtype=np.int64), {"channel": Coded.empty(0)})
    population = Population(
        lead_id=tuple(map(str, range(len(texts)))),
        created=np.zeros(len(texts), dtype=np.int64),
        account=np.full(len(texts), -1),
        attributes={"source": Coded.of(texts)},
        touches=empty,
        stages=empty,
    )
    origin = origin_of(agreement, (population,), empty)
    assert not isinstance(origin, str)
    assert origin.names == ("Web", "fair", "all other channels", "not filled in")
    assert np.bincount(origin.code).tolist() == [35, 20, 4, 3]
    assert dict(origin.place) == {"web": 0, "fair": 1, "radio": 2, "press": 2}
