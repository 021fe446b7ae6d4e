"""The report says what the bundle holds, escapes what users wrote, and reaches for nothing outside itself."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.image import imread

from models.bands import cut_bands
from models.bundle import Bundle, write_bundle
from models.files import json_text
from models.metrics import gains_curve, measure, reliability_table
from models.workspace import Workspace
from pipelines.report import write_report

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

AGREEMENT = """
name = "Kelvin & Söhne <b>GmbH</b>"

[sources]
leads = "postgresql://reader:hunter2@db.example/crm SELECT * FROM leads"

[targets]
sql = "30d"
close = "90d"

[attributes]
exclude = ["lead_number"]

[attributes.trust]
origin = "filled in by the web form"

[[icp.rule]]
attribute = "employees"
between = [50, 1000]
points = 30

[[icp.rule]]
attribute = "country"
one_of = ["DE", "<i>AT</i>"]
must_have = true
missing = "disqualify"

[action]
capacity_per_week = 120
"""
HOSTILE = '<script>alert("x")</script> $\\alpha$ & "quoted" #0072b2 \x07 日本'
FIRST = ("It is the first bundle of this workspace.",)
VOID = {"meta", "br", "hr", "img", "input", "link", "col"}


def forecast(skill: float, seed: int, **more: Any) -> dict[str, Any]:
    """A forecast's metrics on 2,000 made-up leads, with made-up intervals."""
    random = np.random.default_rng(7)
    truth = 1 / (1 + np.exp(-(1.2 * random.normal(size=2000) - 2)))
    y = (random.random(2000) < truth).astype(np.float64)
    noise = np.random.default_rng(seed).normal(size=2000)
    p = 1 / (1 + np.exp(-(skill * np.log(truth / (1 - truth)) + (1 - skill) * noise - 2 * (1 - skill))))
    metrics = measure(y, p).to_json()
    intervals = {name: value and [0.9 * value, 1.1 * value] for name, value in metrics.items()}
    bins = [row._asdict() for row in reliability_table(y, p)]
    curve = gains_curve(y, p)
    assert curve is not None
    gains = {"share": list(curve.share), "captured": list(curve.captured)}
    return {
        **metrics,
        "intervals": intervals,
        **({"reliability": bins, "gains": gains} if more.pop("model", 0) else more),
    }


def judged(won: bool) -> dict[str, Any]:
    gap = {"value": 0.0123, "low": 0.0045, "high": 0.0201}
    other = {"value": -0.0040, "low": -0.0090, "high": 0.0010}
    return {
        "model": forecast(0.9, 1, model=1),
        "baselines": {
            "base_rate": forecast(0.0, 2, log_loss_minus_model=gap),
            "points": forecast(0.3, 3, log_loss_minus_model=None),
            "naive_bayes": forecast(0.5, 4, log_loss_minus_model=gap),
            "logistic": forecast(0.5 if won else 0.95, 5, log_loss_minus_model=gap if won else other),
        },
        "verdict": "Leadcast has the smallest log loss."
        if won
        else "Leadcast did not win: logistic has less.",
        "segments": {
            "age": [
                {
                    "group": HOSTILE,
                    "leads": 1_234,
                    "predicted": 0.25,
                    "observed": 0.5,
                    "error": 0.05,
                    "beyond_chance": True,
                }
            ]
        },
        "trained": {"rows": 9000, "leads": 4321, "until": "2024-05-01T10:30:00+00:00"},
        "tested": {
            "rows": 5200,
            "leads": 2000,
            "from": "2024-06-01T00:00:00+00:00",
            "to": "2024-09-30T00:00:00+00:00",
        },
    }


def evaluation(**targets: dict[str, Any]) -> dict[str, Any]:
    return {
        "origin": "2024-06-01T00:00:00+00:00" if targets else None,
        "targets": targets,
        "coherence": {
            "moments": 321,
            "exceeds": 0.0,
            "sql_by_close": {"moments": 0, "predicted": None, "observed": None},
            "close_given_sql": {"moments": 55, "predicted": 0.4, "observed": 0.3},
        },
        "leakage": [
            {
                "kind": "attribute",
                "name": HOSTILE,
                "verdict": "ok",
                "tier": "history",
                "numbers": {"filled_auc": 0.51, "value_auc": None},
                "reason": "",
            },
            {
                "name": "origin",
                "verdict": "leak",
                "tier": "today",
                "numbers": {"filled_auc": 0.98, "value_auc": 0.6, "auc": 0.97, "gain_share": 0.4},
                "reason": "filled late",
            },
            {
                "kind": "touch",
                "name": "contract sent",
                "verdict": "leak",
                "tier": "history",
                "numbers": {"rows": 1234.0, "instant_share": 0.3, "soon_share": 0.91, "after_share": 0.05},
                "reason": "one click wrote both",
            },
        ],
        "leakage_gap": {
            "sql": {"auc_random": 0.9, "auc_time": 0.7, "log_loss_random": 0.2, "log_loss_time": 0.4},
        },
        "data": {},
    }


def attribute(name: str, kind: str, reason: str) -> dict[str, Any]:
    return {"name": name, "kind": kind, "reason": reason, "missing": [""], "reader": {}}


def bundle_of(
    workspace: Workspace, found: Mapping[str, Any], learnt: tuple[str, ...] = ("sql", "close"), **files: str
) -> Bundle:
    facts = {
        "name": "Kelvin & Söhne <b>GmbH</b>",
        "as_of": "2024-12-01T00:00:00+00:00",
        "agreement_version": "0123456789",
        "targets": {
            target: {
                "horizon_us": 1,
                "rows": 20_000,
                "leads": 8_765,
                "converted": 987,
                "from": "2023-01-01T00:00:00+00:00",
                "to": "2024-10-31T00:00:00+00:00",
                "trees": 211,
                "gap_kept": target == "sql",
            }
            for target in learnt
        },
        "data": {
            "leads": {"rows": 12_345, "digest": "98765432109876543210"},
            "touches": {"rows": 0, "digest": "0"},
        },
        "lightgbm": "4.7.0",
        "meanings": {"p_close_given_sql": "The chance of <b>closing</b>, given SQL."},
        "models": {
            event: {
                "kind": "blend",
                "trees": 1_211,
                "columns": 31,
                "why": "The trees helped.",
                "young": {"known": 4_321, "waiting": 99},
                "drift": {"found": -0.51, "error": 0.1, "shift": -0.3, "leads": 876, "since": 0},
            }
            for event in ("sql", "close_given_sql")
        },
    }
    names = [HOSTILE, *(f"kind visit {number}d" for number in range(1, 30))]
    weights = json_text(
        {
            target: {"names": names, "mean_size": [3.0 - 0.1 * number for number in range(30)], "moments": 9}
            for target in learnt
        }
    )
    p = np.linspace(0.01, 0.6, 5000)
    bands = cut_bands(p, np.ones(5000), (0.1, 0.3, 0.6)).to_json()
    plan = {
        "kinds": ["web visit", HOSTILE],
        "attributes": {
            "employees": attribute("employees", "number", "99 % of its texts are numbers"),
            HOSTILE: attribute(HOSTILE, "category", "12 different texts"),
            "lead_number": attribute("lead_number", "ignore", "the agreement excludes it"),
        },
    }
    texts = {
        "agreement.toml": AGREEMENT,
        "features.json": json_text(plan),
        "evaluation.json": json_text(found),
        "bands.json": json_text({"ranked_by": "close", "bands": bands}),
        "importance.json": weights,
    }
    return write_bundle(workspace.bundles, "2024-12-01", facts, {**texts, **files})


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace whose champion could be learnt and judged for both targets, and its report."""
    made = Workspace(tmp_path_factory.mktemp("whole"))
    bundle = bundle_of(made, evaluation(sql=judged(won=True), close=judged(won=False)))
    made.promote(bundle.version, "first")
    assert write_report(made, bundle, FIRST) == made.report
    return made


@pytest.fixture(scope="module")
def html(whole: Workspace) -> str:
    return whole.report.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reading(html: str) -> Reading:
    return Reading(html)


class Reading(HTMLParser):
    """Checks that tags close in order; collects text, attributes and the cells of tables."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.pieces: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.pieces).replace("\xa0", " ").split())

    def values(self, attribute: str) -> list[str]:
        return [value for _, name, value in self.attributes if name == attribute]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.attributes.append((tag, "", ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["title"]):
            self.pieces.append(data)


def read(workspace: Workspace, bundle: Bundle, decision: tuple[str, ...] = FIRST) -> Reading:
    path = write_report(workspace, bundle, decision)
    assert path == workspace.report
    return Reading(path.read_text(encoding="utf-8"))


def test_says_what_the_bundle_holds(whole: Workspace, reading: Reading) -> None:
    bundle, text = whole.champion(), reading.text
    model = bundle.json("evaluation.json")["targets"]["sql"]["model"]
    for fact in (
        bundle.version,
        "This version is the champion",
        *FIRST,
        "before 2024-12-01",
        "becomes sales-qualified within 30 days",
        "is won within 90 days",
        "base rate. How was it tested?",
        f"At {100 * model['base_rate']:.1f} % of the moments tested, the lead becomes sales-qualified",
        "on 2024-06-01 a model learnt from the outcomes known by then",
        "It learnt from 4,321 leads at 9,000 moments up to 2024-05-01 .",
        "It was tested on 2,000 leads at 5,200 moments from 2024-06-01 to 2024-09-30 .",
        "8,765 leads (987 of them became sales-qualified) at 20,000 moments",
        "from 2023-01-01 to 2024-10-31 .",
        f"finds {100 * model['capture_10']:.1f} % of all conversions",
        "leads 12,345 98765432109876543210",
        "employees amount 99 % of its texts are numbers",
        "lead_number the agreement excludes it",
        "1 dated, 1 as of today only",
        "origin as of today only leak 0.98 0.60 0.97 40.0 % filled late Vouched for in the agreement: "
        "filled in by the web form",
        "contract sent kind of touch leak 1,234 30.0 % 91.0 % – 5.0 % one click wrote both",
        "an AUC of 0.900 on leads drawn by lot and 0.700 on later leads",
        "employees between 50 and 1,000 30 points not counted",
        "Becoming an SQL: half of a line's log-odds, and 1,211 trees that learnt what it leaves. The trees",
        "4,321 moments taught although their horizon had not passed",
        "log-odds −0.51, standard error 0.10): all its forecasts were moved by −0.30",
        "1,234 25.0 % 50.0 % (40.0–60.0 %) off",
        "p_close_given_sql The chance of <b>closing</b>, given SQL.",
        "at 0.0 % of them was the chance of closing above the chance of having become an SQL by then",
        "Won, having become an SQL: promised 40.0 %, came 30.0 % (55 moments).",
        "country is DE or <i>AT</i> must have disqualifies",
        "A hand to sales hand to sales nurture nurture",
        "sales can work 120 leads a week",
        "between = [50, 1000]",
    ):
        assert fact in text
    assert "too short to keep the gap" in text.split("forecast of closing?")[-1]
    assert "too short to keep the gap" not in text.split("forecast of closing?")[-2]


def test_a_lost_comparison_is_the_first_line(reading: Reading) -> None:
    assert reading.text.startswith("Leadcast did not win: logistic has less. Close Leadcast has the smallest")


def test_says_which_version_serves(workspace: Workspace) -> None:
    new, old = (bundle_of(workspace, evaluation(), targets) for targets in (("sql",), ("close",)))
    text = read(workspace, new, ("Too few outcomes.", "No change.")).text
    assert "No version of this workspace is champion yet. Too few outcomes. No change." in text
    workspace.promote(old.version, "first")
    assert f"is not the champion: {old.version} goes on" in read(workspace, new).text


def cells(html: str, row: str) -> list[str]:
    found = re.search(rf'<th scope="row">{re.escape(row)} .*?</tr>', html, re.DOTALL)
    assert found, row
    return re.findall(r"<td.*?</td>", found[0], re.DOTALL)


def test_bold_is_what_is_best(whole: Workspace, html: str) -> None:
    html = html.split('id="target-close"')[0]
    found = whole.champion().json("evaluation.json")["targets"]["sql"]
    order = ("base_rate", "points", "naive_bayes", "logistic")
    forecasts = [found["model"], *(found["baselines"][name] for name in order)]
    for row, name, best in (
        ("AUC", "auc", max),
        ("Log loss", "log_loss", min),
        ("Brier score", "brier", min),
        ("Lift, top 5 %", "lift_5", max),
        ("Capture, top 20 %", "capture_20", max),
        (
            "Calibration in the large",
            "calibration_ratio",
            lambda values: min(values, key=lambda v: abs(np.log(v))),
        ),
    ):
        values = [forecast[name] for forecast in forecasts]
        bold = ["<b>" in cell for cell in cells(html, row)]
        assert bold[values.index(best(values))], row
        assert sum(bold) == 1, row
    assert "+0.0045 to +0.0201" in cells(html, "Log loss minus Leadcast’s")[1]


def test_numbers_that_nobody_knows_are_dashes(workspace: Workspace) -> None:
    nothing = dict.fromkeys(forecast(0.5, 1)["intervals"])
    counted = {**nothing, "rows": 40, "positives": 0.0, "intervals": nothing}
    one = judged(won=True)
    one["model"] = {**counted, "reliability": [], "gains": None}
    one["baselines"] = {"base_rate": {**counted, "log_loss_minus_model": None}, "brand_new": counted}
    found = read(workspace, bundle_of(workspace, evaluation(sql=one), ("sql",)))
    assert "At only 0 of the moments tested, the lead becomes sales-qualified in time" in found.text
    assert "brand new" in found.text
    assert "None" not in found.text
    assert "nan" not in found.text


def test_a_target_without_a_judgement_or_a_model_says_so(workspace: Workspace) -> None:
    text = read(workspace, bundle_of(workspace, evaluation(), ("sql",))).text
    assert text.startswith("Nobody can say yet how good this forecast is")
    assert "There is no forecast: too few outcomes are known to learn from. Close" in text
    assert "It was not: a test needs enough leads" in text
    assert "8,765 leads" in text


def test_bundles_without_bands_rules_or_gain_have_a_page(workspace: Workspace) -> None:
    bundle = bundle_of(
        workspace,
        {"origin": None, "targets": {}, "leakage": [], "data": {}},
        ("sql",),
        **{
            "agreement.toml": 'name = "x"\n[sources]\nleads = "a.csv"\n[targets]\nsql = "30d"',
            "bands.json": json_text({"ranked_by": None, "bands": None}),
            "features.json": json_text({"kinds": [], "attributes": {}}),
            "importance.json": json_text({"sql": {"names": ["a"], "mean_size": [0.0], "moments": 1}}),
        },
    )
    text = read(workspace, bundle).text
    for said in (
        "no letters",
        "no bands",
        "There were no touches",
        "None was used",
        "The leads have no attributes",
        "no stage changes to hold against it",
    ):
        assert said in text


def test_what_users_wrote_is_escaped(reading: Reading) -> None:
    found = reading
    tags = {tag for tag, _, _ in found.attributes}
    assert not tags & {"script", "img", "i", "iframe", "link", "object"}
    assert [name for _, name, _ in found.attributes if name.startswith("on")] == []
    assert "<script>alert" in found.text
    assert "#0072b2" in found.text


def test_passwords_stay_out(html: str) -> None:
    assert "hunter2" not in html
    assert "reader:•••@db.example" in html


def test_reaches_for_nothing_outside(html: str, reading: Reading) -> None:
    for name in ("src", "href", "srcset", "data", "action", "poster"):
        assert all(value.startswith("#") for value in reading.values(name)), name
    targets = [*re.findall(r"url\((.*?)\)", html), *re.findall(r"@import.*", html)]
    assert targets
    assert all(target.startswith("#") for target in targets)
    (policy,) = (
        value
        for tag, name, value in reading.attributes
        if (tag, name) == ("meta", "content") and "src" in value
    )
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert len(html.encode()) < 1_000_000


def test_references_and_ids_fit_together(reading: Reading) -> None:
    ids = reading.values("id")
    assert len(ids) == len(set(ids))
    named = [part.removeprefix("#") for name in ("href", "aria-labelledby") for part in reading.values(name)]
    assert named
    assert set(named) <= set(ids)


def test_can_be_read_without_seeing(html: str) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert html.count("<table") == html.count("<caption")
    assert not re.search(r"<th(?![^>]*scope=)[\s>]", html)
    charts = re.findall(r"<svg[^>]*>", html)
    assert len(charts) == 6
    assert all('role="img"' in chart and "aria-label=" in chart for chart in charts)


def test_charts_follow_the_page_and_say_what_they_show(whole: Workspace, html: str) -> None:
    model = whole.champion().json("evaluation.json")["targets"]["sql"]["model"]
    charts = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert all("currentColor" in chart and "var(--blue)" in chart for chart in charts)
    drawn = [re.sub(r">[^<]*<|aria-label=\"[^\"]*\"", "", chart) for chart in charts]
    assert [re.findall(r"#[0-9a-f]{6}\b|DejaVu", chart) for chart in drawn] == [[]] * 6
    assert f"the top 10 % hold {100 * model['capture_10']:.1f} %" in charts[0]


def test_same_bundle_same_bytes(whole: Workspace) -> None:
    first = whole.report.read_bytes()
    whole.report.unlink()
    assert write_report(whole, whole.champion(), FIRST).read_bytes() == first
    assert not list(whole.state.glob("*.part"))


def opened(browser: Browser, path: Path, width: int, scheme: str) -> tuple[Page, list[str]]:
    """The page in the browser, which may reach nothing but files, and what it complained about."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # pyright: ignore
    complaints: list[str] = []

    def only_files(route: Route) -> None:
        if route.request.url.startswith("file://"):
            route.continue_()
        else:
            complaints.append(route.request.url)
            route.abort()

    page.route("**/*", only_files)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    return page, complaints


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser(whole: Workspace, browser: Browser, tmp_path: Path, width: int, scheme: str) -> None:
    page, complaints = opened(browser, whole.report, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot = tmp_path / "page.png"
    page.locator("svg").first.scroll_into_view_if_needed()
    page.screenshot(path=shot)
    grey = (255 * imread(shot)[:, :, :3].mean(axis=2)).astype(np.int64)
    paper = np.bincount(grey.ravel()).argmax()
    assert (paper > 200) == (scheme == "light")
    assert 0.02 < (np.abs(grey - paper) > 60).mean() < 0.5
    assert page.locator("svg").first.bounding_box()["width"] > 250  # pyright: ignore
    assert complaints == []
    page.close()
