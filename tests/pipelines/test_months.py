"""The page of the months: what happened is told of the month it belongs to, and shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from models.bundle import write_bundle
from models.workspace import Workspace
from pipelines.report.months import write_months_page
from pipelines.retrain.told import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

MEASURED = {"auc": 0.7, "log_loss": 0.3, "calibration_ratio": 1.1}
INTERVALS = {"auc": [0.6, 0.8], "log_loss": [0.25, 0.35], "calibration_ratio": [0.8, 1.3]}
JUDGED = {
    "sql": {
        "model": {**MEASURED, "intervals": INTERVALS},
        "tested": {"leads": 100, "converted": 20},
    }
}


def record(workspace: Workspace, month: str, version: str, outcome: str, begun: str) -> None:
    folder = workspace.state / "months"
    folder.mkdir(parents=True, exist_ok=True)
    document = {
        "month": month,
        "model_version": version,
        "begun_at": begun,
        "finished_at": begun,
        "decision": {"outcome": outcome, "reasons": [f"because of <{month}>"]},
        "runs": [],
    }
    (folder / f"{month}.json").write_text(json.dumps(document))


def look(workspace: Workspace, as_of: str, *alerts: str) -> None:
    folder = workspace.state / "monitor"
    folder.mkdir(parents=True, exist_ok=True)
    measured = {
        "leads": 50,
        "came_per_promised": 0.8,
        "interval": [0.6, 1.1],
        "auc": 0.66,
        "auc_interval": None,
    }
    document = {
        "as_of": as_of,
        "alerts": [{"name": name, "sentence": "It moved.", "do": "Look."} for name in alerts],
        "outcomes": [{"target": "sql", "version": "x", "all": measured}],
    }
    (folder / f"{as_of[:10]}.json").write_text(json.dumps(document))


@pytest.fixture
def lived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Three months: a first bundle, one promoted by hand and rolled back, and an alert."""
    (tmp_path / "agreement.toml").write_text(
        'name = "A & B"\n[sources]\nleads = "x.csv"\n[targets]\nsql = "7d"\n'
    )
    workspace = Workspace(tmp_path)
    made: list[str] = []
    for month, after in (("2026-01", "2026-02-01"), ("2026-02", "2026-03-01"), ("2026-03", "2026-04-01")):
        files = {"evaluation.json": json.dumps({"targets": JUDGED}), "note.txt": month}
        made.append(write_bundle(workspace.bundles, after, {}, files).version)
        record(
            workspace, month, made[-1], "promote" if month == "2026-01" else "keep", f"{after}T06:00:00+00:00"
        )
    for at, change in (
        ("2026-02-01T06:01Z", lambda: workspace.promote(made[0], "first")),
        ("2026-03-02T10:00Z", lambda: workspace.promote(made[1], "newer", "Ada")),
        ("2026-03-09T10:00Z", lambda: workspace.rollback("worse", "Grace")),
    ):
        monkeypatch.setenv("LEADCAST_NOW", at)
        change()
    look(workspace, "2026-03-01T00:00:00+00:00")
    look(workspace, "2026-03-15T00:00:00+00:00", "feature_drifted", "feature_drifted")
    return workspace


def test_what_happened_is_told_of_its_month(lived: Workspace) -> None:
    months = {one.month: one for one in told(lived.path)}
    assert list(months) == ["2026-01", "2026-02", "2026-03"]
    assert [made.why for made in months["2026-01"].made] == ["first"]
    assert [(made.kind, made.who) for made in months["2026-02"].made] == [
        ("promotion", "Ada"),
        ("rollback", "Grace"),
    ]
    assert months["2026-03"].made == ()
    assert [len(one.looks) for one in months.values()] == [0, 1, 1], "the first of March tells of February"
    assert months["2026-03"].learnt["sql"]["auc"] == 0.7


def test_a_month_trained_anew_keeps_its_promotions(lived: Workspace) -> None:
    file = lived.state / "months" / "2026-02.json"
    document = json.loads(file.read_text())
    begun = {"first_begun_at": document["begun_at"], "begun_at": "2026-03-20T06:00:00+00:00"}
    file.write_text(json.dumps({**document, **begun}))
    months = {one.month: one for one in told(lived.path)}
    assert [made.who for made in months["2026-02"].made] == ["Ada", "Grace"]


def test_a_damaged_record_is_named(lived: Workspace) -> None:
    (lived.state / "months" / "2026-02.json").write_text("{")
    with pytest.raises(Exception, match=r"2026-02\.json is damaged"):
        told(lived.path)


def test_nothing_to_show_is_refused(tmp_path: Path, company: Callable[..., Path], leadcast: Any) -> None:
    said = leadcast("months", company(tmp_path / "company", leads=20))
    assert said.status == 1
    assert "begin with: leadcast retrain" in said.err


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_shows_it(lived: Workspace, browser: Browser, width: int) -> None:
    every = [one.to_json() for one in told(lived.path)]
    page = write_months_page(lived.state / "months.html", "A & B", every, lived.champion_version())
    assert write_months_page(page, "A & B", every, lived.champion_version()).read_bytes() == page.read_bytes()
    shown = browser.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    shown.on("console", lambda message: complaints.append(message.text))
    shown.on("request", lambda request: complaints.append(request.url) if request.url[:4] == "http" else None)
    shown.goto(page.as_uri())
    text = shown.inner_text("body")
    for words in (
        "A & B: 2026-01 to 2026-03",
        "3 retrainings: 1 promoted, 2 not promoted.",
        "The champion changed 3 times; once it was rolled back.",
        "raised alerts in 1: 2026-03",
        "feature drifted, 2 times",
        "Grace",
    ):
        assert words in text
    assert shown.locator("table.months tbody tr").count() == 3
    assert "<2026-02>" in (shown.locator("table.months").text_content() or ""), "reasons are text, not markup"
    scrolls = shown.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not scrolls, "only the tables may be wider than the window"
    assert not complaints
    shown.close()
