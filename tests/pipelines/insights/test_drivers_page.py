"""The page, charts and tables of drivers: whole, safe, and made of what was found alone."""

from __future__ import annotations

import copy
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from models.bundle import write_bundle
from models.workspace import Workspace
from pipelines.insights.book import open_book
from pipelines.insights.drivers import charts, find, section, tables
from pipelines.insights.drivers.steadiness import steadiness
from pipelines.insights.drivers.tables import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

VOID = {"br", "img", "hr", "meta", "input", "wbr"}


class Page(HTMLParser):
    """Notes what a fragment holds, and that every element is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def found(trained: Any) -> dict[str, Any]:
    with open_book(Workspace(trained.path)) as book:
        return find(book)


@pytest.fixture(scope="module")
def shown(found: dict[str, Any]) -> str:
    return section(found)


@pytest.fixture(scope="module")
def page(shown: str) -> Page:
    return Page(shown)


def test_the_part_fits_into_any_page(page: Page) -> None:
    assert not {"html", "head", "body", "script", "style", "h1"} & set(page.tags)
    assert "style" not in page.attributes
    assert not {name for name in page.attributes if name.startswith("on")}
    assert page.tags[0] == "h2"
    assert page.ids
    assert all(name.startswith("drivers") for name in page.ids)
    assert len(set(page.ids)) == len(page.ids)


def test_the_answer_comes_first(found: dict[str, Any], page: Page) -> None:
    first = page.text.split("SQL within")[0]
    assert "What drives becoming sales-qualified: " in first
    assert found["targets"]["sql"]["drivers"][0]["name"] in page.text


def test_every_chart_is_shown_and_labelled(found: dict[str, Any], shown: str) -> None:
    drawn = charts(found)
    assert "drivers-sql" in drawn
    assert "values-sql" in drawn
    for name, svg in drawn.items():
        assert svg in shown, name
        assert re.search(r'role="img" aria-label="[^"]{20,}"', svg)
    assert shown.count("<svg") == len(drawn)


def test_tables_have_their_columns_and_the_numbers_that_were_found(found: dict[str, Any]) -> None:
    made = tables(found)
    assert {name: " ".join(table.columns) for name, table in made.items()} == COLUMNS
    told = found["targets"]["sql"]
    drivers = made["drivers"][made["drivers"].target == "sql"]
    assert drivers.driver.tolist() == [one["name"] for one in told["drivers"]]
    assert drivers.loss_low.tolist()[0] == told["drivers"][0]["loss"]["low"]
    values, quarters = made["values"], made["quarters"]
    assert len(quarters) == sum(
        len(told["values"]["quarters"]) * (values.target == target).sum()
        for target, told in found["targets"].items()
    )
    assert quarters.leads.sum() == values.leads.sum()
    assert ((values.low <= values.rate) & (values.rate <= values.high)).all()
    assert made["dependence"].leads.min() >= 0


def test_a_value_may_be_called_anything(found: dict[str, Any]) -> None:
    name = "<b onclick='x'>$a_b$ & \\u0007 \u4eba"
    hostile = json.loads(json.dumps(found).replace(': "partner"', f': "{name}"'))
    made = section(hostile)
    assert "<b onclick" not in made
    assert "&lt;b onclick" in made
    assert not {name for name in Page(made).attributes if name.startswith("on")}


@pytest.mark.parametrize("target", ["sql", "close"])
def test_what_is_not_known_is_said(found: dict[str, Any], target: str) -> None:
    little = copy.deepcopy(found)
    told = little["targets"][target]
    kept = {name: told[name] for name in ("horizon_us", "steadiness", "values")}
    little["targets"] = {target: {**kept, "why_not": "Only 7 leads; too few to say."}}
    page = Page(section(little))
    assert "Only 7 leads; too few to say." in page.text
    assert f"drivers-{target}" not in charts(little)
    assert len(tables(little)["drivers"]) == 0


def test_an_order_of_many_trainings_is_told_in_time(copied: Path, found: dict[str, Any]) -> None:
    """Bundles like the champion, trained earlier, whose contributions were ever smaller for one theme."""
    workspace = Workspace(copied)
    bundle = workspace.champion()
    files = {name: bundle.text(name) for name in bundle.manifest["files"]}
    facts = bundle.manifest["facts"]
    sizes = json.loads(files["importance.json"])
    place = sizes["sql"]["names"].index("country")
    for month, size in ((4, 9.0), (3, 0.0), (5, 9.0)):
        sizes["sql"]["mean_size"][place] = size
        as_of = f"2021-0{month}-01T00:00:00Z"
        changed = {**files, "importance.json": json.dumps(sizes)}
        write_bundle(workspace.bundles, as_of, {**facts, "as_of": as_of}, changed)
    with open_book(workspace, bundle.version) as book:
        steady = steadiness(book, "sql")
    told = found["targets"]["sql"]
    only = {
        "horizon_us": told["horizon_us"],
        "values": told["values"],
        "why_not": "No.",
        "steadiness": steady,
    }
    later = {**found, "targets": {"sql": only}}
    assert [one["as_of"][:7] for one in steady["trainings"][:3]] == ["2021-03", "2021-04", "2021-05"]
    assert steady["trainings"][-1]["version"] == bundle.version
    (country,) = (band for band in steady["bands"] if band["theme"] == "country")
    assert country["ranks"][1:3] == [1, 1]
    assert country["ranks"][0] > 1
    assert country["words"].startswith("1st to ")
    assert "over 4 trainings" in section(later)
    assert "steadiness-sql" in charts(later)
