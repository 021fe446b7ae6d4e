"""Insights are found once, kept whole, and shown in the report and to whoever goes on computing."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from features.errors import LeadcastError, UsageError
from models.insights import about_insights, insights_folder
from models.workspace import Workspace
from pipelines.analysis import Chart, open_insights
from pipelines.insights.kept import current, sections
from pipelines.insights.run import write_insights
from pipelines.insights.themes import QUESTIONS, THEMES, theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def workspace(copied: Path) -> Workspace:
    return Workspace(copied)


def _version(workspace: Workspace) -> str:
    version = workspace.champion_version()
    assert version
    return version


def test_training_finds_them(workspace: Workspace) -> None:
    folder = insights_folder(workspace, _version(workspace))
    assert {path.name for path in folder.iterdir()} == {
        "about.json",
        *(f"{name}.{kind}" for name in THEMES for kind in ("json", "html")),
    }
    assert current(workspace, _version(workspace))


def test_the_same_leads_give_the_same_bytes(workspace: Workspace) -> None:
    folder = insights_folder(workspace, _version(workspace))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)
    assert write_insights(workspace) == folder
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", THEMES)
def test_a_section_needs_nothing_but_what_was_found(workspace: Workspace, name: str) -> None:
    """And keeps to a page's rules: no script, no style of its own, ids under its own name."""
    folder = insights_folder(workspace, _version(workspace))
    found = json.loads((folder / f"{name}.json").read_text())
    section = theme(name).section(found)
    assert section == (folder / f"{name}.html").read_text()
    for forbidden in ("<script", "<style", " style=", "<html", "javascript:", "http://", " onclick"):
        assert forbidden not in section
    ids = [part.split('"')[0] for part in section.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) > 0
    assert all(one == name or one.startswith(f"{name}-") for one in ids), ids
    assert f'id="{name}"' in section


def test_charts_of_all_themes_share_no_id(workspace: Workspace) -> None:
    shown = sections(workspace, _version(workspace))
    ids = [part.split('"')[0] for section in shown.values() for part in section.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_another_agreement_makes_them_old(workspace: Workspace) -> None:
    version = _version(workspace)
    with (workspace.path / "agreement.toml").open("a") as file:
        file.write("\n[action]\ncapacity_per_week = 9\n")
    assert not current(workspace, version)
    assert sections(workspace, version) == {}
    open_insights(workspace.path)
    assert current(workspace, version)


def test_half_written_ones_are_none(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    version = _version(workspace)
    last = theme(THEMES[-1])

    def broken(book: Any) -> dict[str, Any]:
        del book
        raise LeadcastError("the disk is full")

    monkeypatch.setattr(last, "find", broken)
    with pytest.raises(LeadcastError):
        write_insights(workspace)
    assert about_insights(workspace, version) is None
    assert not current(workspace, version)


def test_training_can_leave_them_out(company: Callable[..., Path], tmp_path: Path, leadcast: Any) -> None:
    path = company(tmp_path / "company", leads=250, days=200)
    assert leadcast("train", path, "--no-insights").status == 0
    assert not (path / ".leadcast" / "insights").exists()


def test_the_report_answers_every_theme_once(workspace: Workspace, leadcast: Any) -> None:
    assert leadcast("report", workspace.path).status == 0
    page = workspace.report.read_text()
    for name in THEMES[1:]:
        assert page.count(f'href="#{name}"') == 1
        assert page.count(f'id="{name}"') == 1
        assert QUESTIONS[name] in page
    order = [page.index(f'id="{part.split(chr(34))[0]}"') for part in page.split('<li><a href="#')[1:]]
    assert order == sorted(order), "the contents are not in the order of the page"


def test_the_report_is_printed(workspace: Workspace, leadcast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.report.pdf.BROWSERS", ("no-such-browser",))
    refused = leadcast("report", workspace.path, "--pdf")
    assert refused.status == 2
    assert "no-such-browser" in refused.err
    assert not workspace.report.with_suffix(".pdf").exists()
    monkeypatch.undo()
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    said = leadcast("report", workspace.path, "--pdf", "--json")
    printed = (workspace.state / "report.pdf").read_bytes()
    assert said.answer["pdf"].endswith("report.pdf")
    assert printed.startswith(b"%PDF-")
    assert len(printed) > 50_000


def test_tables_and_charts_for_a_notebook(workspace: Workspace) -> None:
    insights = open_insights(str(workspace.path))
    assert set(insights.names) == set(THEMES)
    for name, tables in insights.names.items():
        for table in tables:
            assert list(insights.table(name, table).columns)
        for chart in insights.charts(name):
            assert isinstance(insights.chart(name, chart), Chart)
            assert "<svg" in insights.chart(name, chart)._repr_html_()
    metrics = insights.table("model", "metrics")
    assert set(metrics["forecast"]) == {"model", "base_rate", "points", "naive_bayes", "logistic"}


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda found: found.table("weather", "rain"), "no theme 'weather'; there are model"),
        (lambda found: found.table("model", "rain"), "no table of model is called 'rain'; there are metrics"),
        (lambda found: found.chart("model", "rain"), "no chart of model is called 'rain'"),
    ],
)
def test_a_wrong_name_is_told_the_right_ones(workspace: Workspace, ask: Any, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        ask(open_insights(workspace.path))


def test_the_page_of_the_model_tells_of_every_version(workspace: Workspace) -> None:
    insights = open_insights(workspace.path)
    versions = insights.table("model", "versions")
    assert set(versions["version"]) == set(workspace.versions())
    section = (insights_folder(workspace, insights.version) / "model.html").read_text()
    auc = versions.set_index(["target", "metric"]).loc[("sql", "auc"), "value"]
    assert f"{auc:.3f}" in section
