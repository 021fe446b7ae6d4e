"""The report says how long outcomes take in a plain sentence, draws it, and warns of a short horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pytest

from features.clock import DAY
from features.delays import Delay, delay_curve
from features.delays.curve import CENSORED, REACHED
from models.bundle import Bundle, write_bundle
from models.files import json_text
from models.workspace import Workspace
from pipelines.report.delays import delay_parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def delay(horizon: int, leads: int = 1000, late: int = 500) -> Delay:
    """Every other lead reaches it, evenly over 100 days; the others are still open by then."""
    days = (np.arange(1, leads + 1) / leads * 100 * DAY).astype(np.int64)
    end = np.where(np.arange(leads) % 2 == 0, REACHED, CENSORED).astype(np.int8)
    found = delay_curve(np.where(end == CENSORED, 100 * DAY, days), end)
    return Delay("sql", horizon, found, found, late)


def bundle_of(folder: Path, evaluation: dict[str, Any]) -> Bundle:
    return write_bundle(folder, "2024-12-01", {}, {"evaluation.json": json_text(evaluation)})


def only_part(folder: Path, found: Delay) -> Any:
    (part,) = delay_parts(bundle_of(folder, {"maturity": {"delays": {"sql": found.to_json()}}}))
    return part


def test_the_sentence_says_what_is_so(tmp_path: Path) -> None:
    part = only_part(tmp_path, delay(90 * DAY))
    assert part.sentence == (
        "Of the leads that ever become sales-qualified, half do so within 50 days of coming in, "
        "80\N{NO-BREAK SPACE}% within 80 days and 90\N{NO-BREAK SPACE}% within 90 days."
    )
    assert part.horizon.endswith("misses 10.0\N{NO-BREAK SPACE}% of those that ever become sales-qualified.")
    assert part.too_short is False
    assert (
        "1,000 leads, of which 500 did and 0 were lost for good. The other 500 are still open" in part.basis
    )


@pytest.mark.parametrize(
    ("horizon", "late", "short", "told"),
    [
        (
            30,
            350,
            True,
            "70.0\N{NO-BREAK SPACE}% of those that ever become sales-qualified, more than a fifth: 90 days",
        ),
        (79, 105, True, "more than a fifth: 90 days would miss no more than a fifth"),
        (81, 95, False, "misses 19.0\N{NO-BREAK SPACE}% of those"),
        (30, 9, False, "misses 70.0\N{NO-BREAK SPACE}% of those"),  # nine late leads may be chance
    ],
)
def test_a_horizon_is_judged_by_what_it_misses(
    tmp_path: Path, horizon: int, late: int, short: bool, told: str
) -> None:
    part = only_part(tmp_path, delay(horizon * DAY, late=late))
    assert part.too_short is short
    assert told in part.horizon


def test_little_is_said_of_few_and_nothing_of_none(tmp_path: Path) -> None:
    assert "Too few outcomes are known" in only_part(tmp_path / "few", delay(30 * DAY, leads=20)).horizon
    none = only_part(tmp_path / "none", delay(30 * DAY, leads=1, late=0))
    assert none.sentence is not None
    nobody = Delay("sql", DAY, delay_curve(*no_outcomes()), delay_curve(*no_outcomes()), 0)
    part = only_part(tmp_path / "nobody", nobody)
    assert (part.sentence, part.chart, part.too_short) == (None, None, False)
    assert delay_parts(bundle_of(tmp_path / "old", {"targets": {}})) == ()


def no_outcomes() -> tuple[Any, Any]:
    return np.full(9, 50 * DAY, dtype=np.int64), np.full(9, CENSORED, dtype=np.int8)


@pytest.mark.parametrize("horizon", [1, 90, 900])
def test_the_chart_can_be_read_and_heard(tmp_path: Path, horizon: int) -> None:
    part = only_part(tmp_path, delay(horizon * DAY))
    svg = ElementTree.fromstring(part.chart)
    assert "50 % by 50 days, 80 % by 80 days, 90 % by 90 days" in svg.attrib["aria-label"]
    assert "nan" not in part.chart.lower().replace("nanum", "")
    ids = [element.attrib["id"] for element in svg.iter() if "id" in element.attrib]
    assert all(name.startswith("delays-sql-") for name in ids)
    assert part.chart == only_part(tmp_path / "again", delay(horizon * DAY)).chart


def test_a_training_measures_them_and_its_page_shows_them(trained: Any) -> None:
    workspace = Workspace(trained.path)
    measured = workspace.champion().json("evaluation.json")["maturity"]["delays"]
    assert list(measured) == ["close", "sql"]
    assert all(2 < len(found["curve"]) <= 60 for found in measured.values())
    assert measured["sql"]["quantiles_us"]["90"] < 13 * DAY  # the company qualifies within 12 days
    page = workspace.report.read_text()
    assert page.count('id="delays"') == page.count('href="#delays"') == 1
    assert "half do so within" in page


def test_check_warns_of_a_short_horizon(tmp_path: Path, company: Callable[..., Path], leadcast: Any) -> None:
    folder = company(tmp_path / "company", leads=500)
    agreement = folder / "agreement.toml"
    for horizon, warned in (("14d", False), ("2d", True)):
        agreement.write_text(agreement.read_text().replace('sql = "14d"', f'sql = "{horizon}"'))
        found = leadcast("check", folder, "--json").answer["findings"]
        assert any(finding["check"] == "horizon too short" for finding in found) is warned
