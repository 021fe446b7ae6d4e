"""The profile's theme: plain values, a part of a page that any reader can use, tables that agree with it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.workspace import Workspace
from pipelines.insights import icp
from pipelines.insights.book import open_book

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def found(trained: Any) -> dict[str, Any]:
    with open_book(Workspace(trained.path)) as book:
        return icp.find(book)


def test_the_same_book_gives_the_same_bytes(trained: Any, found: dict[str, Any]) -> None:
    with open_book(Workspace(trained.path)) as book:
        assert json.dumps(icp.find(book), allow_nan=False) == json.dumps(found, allow_nan=False)


def test_the_section_is_a_sound_part_of_any_page(found: dict[str, Any]) -> None:
    saved: dict[str, Any] = json.loads(json.dumps(found, sort_keys=True))
    assert icp.section(saved) == icp.section(found)
    html = icp.section(saved)
    root = ElementTree.fromstring(f"<main>{html.replace('&nbsp;', ' ')}</main>".replace("<br>", "<br/>"))
    names = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(names) == len(set(names))
    assert all(name.startswith("icp") for name in names)
    tags = {element.tag for element in root.iter()}
    assert tags.isdisjoint({"html", "head", "script", "style", "h1"})
    assert not re.search(r"\s(style|on\w+)=", html)
    for table in root.iter("table"):
        assert table.find("caption") is not None
        assert all("scope" in cell.attrib for cell in table.iter("th"))
    assert all(figure.find("figcaption") is not None for figure in root.iter("figure"))
    assert list(icp.charts(saved)) == list(icp.charts(found))


def test_tables_hold_what_the_section_says(found: dict[str, Any]) -> None:
    tables = icp.tables(found)
    rules = tables["rules"]
    assert len(rules) == sum(len(told["rules"]) for told in found["targets"].values())
    told = rules[(rules.target == "sql") & (rules.attribute == "employees")].iloc[0]
    assert told.met_rate == pytest.approx(told.met_outcomes / told.met_leads)
    cells = tables["cells"]
    assert set(cells.fit) <= set("ABCDX?")
    assert tables["open"].leads.sum() > 0


def test_cells_weigh_the_leads_that_the_twin_had_not_seen(trained: Any, found: dict[str, Any]) -> None:
    with open_book(Workspace(trained.path)) as book:
        for target, cells in found["grid"]["matured"].items():
            rows = book.unseen & book.known(target)
            told = sum(cell["leads"] for cell in cells)
            assert 0 < told <= np.unique(book.data.lead[rows]).size + 1e-6


def test_a_book_without_rules_and_outcomes_is_told_too(copied: Path) -> None:
    path = copied / "agreement.toml"
    path.write_text(path.read_text().partition("[[icp.rule]]")[0])
    with open_book(Workspace(copied)) as book:
        for target in book.horizons:
            book.data.y[target][:] = np.nan
        told = icp.find(book)
    html = icp.section(json.loads(json.dumps(told, allow_nan=False)))
    assert "no rule of fit yet" in html
    assert "Too few outcomes to propose anything" in html
    assert icp.charts(told) == {}
    assert icp.tables(told)["rules"].empty
