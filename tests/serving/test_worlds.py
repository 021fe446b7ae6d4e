"""Random journeys: batch reads them from files, the service is told of them, and both say the same."""

from __future__ import annotations

import csv
import gzip
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from features import clock
from features.load import load_population
from features.population import Moments
from features.sources import open_journey
from models.scorer import Scorer
from models.workspace import Workspace
from serving.answerer import Answerer
from serving.request.body import parsed

if TYPE_CHECKING:
    from features.population import Population

World = dict[str, list[dict[str, Any]]]
COLUMNS = {
    "leads": (
        *("lead_id", "created_at", "account_id", "industry", "country", "employees", "annual_revenue"),
        *("technologies", "job_title", "years_in_company", "budget"),
    ),
    "touches": ("lead_id", "at", "kind", "direction", "channel", "asset", "actor"),
    "stages": ("lead_id", "at", "stage"),
    "attribute_changes": ("lead_id", "at", "field", "value", "old_value"),
}
BLANK = st.sampled_from(["", " ", None])
INSTANTS = st.one_of(
    st.integers(clock.instant("2026-01-01"), clock.instant("2026-09-30")),
    st.integers(0, 60).map(lambda days: clock.instant("2026-07-01") + days * clock.DAY),
)
WORDS: dict[str, Any] = {
    "account_id": st.sampled_from(["acme", "Acme", "n/a", ""]),
    "industry": st.sampled_from(["Software", " software ", "Retail", 'never, "seen"\nbefore', "Select", "–"]),
    "country": st.sampled_from(["France", "Germany", "Atlantis"]),
    "employees": st.sampled_from(["1-9", "200-499", "5000+", "many"]),
    "annual_revenue": st.sampled_from(["12.5", "1,200", "-3", "1e3", "12k", "none at all", "NaN"]),
    "technologies": st.sampled_from(["SAP", "SAP;HubSpot", " sap ; ; X", ";"]),
    "job_title": st.sampled_from(["VP of Engineering", "cto", "-", "Ünïcode 🦊"]),
    "years_in_company": st.sampled_from(["0", "2.9", "400"]),
    "budget": st.sampled_from(["planned", "approved", "none planned"]),
    "kind": st.sampled_from(["visit", "call", "pricing_page", "Email_Sent", "never seen", "form"]),
    "direction": st.sampled_from(["inbound", "OUT", "sideways"]),
    "channel": st.sampled_from(["web", "email", "Web", "smoke signals"]),
    "asset": st.sampled_from(["/pricing", "x"]),
    "actor": st.sampled_from(["rep 1", "rep 2"]),
    "stage": st.sampled_from(["mql", "SQL", "opportunity", "recycled", "won", "lost", "demo held"]),
    "field": st.sampled_from(["budget", "Industry", "shoe_size"]),
}
LIST_SIZES = {"touches": 12, "stages": 3, "attribute_changes": 3}


def rows(table: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    columns: dict[str, Any] = {"at": INSTANTS}
    for name in COLUMNS[table][2:]:
        required = name in ("kind", "stage", "field")
        words = WORDS.get(name, WORDS["budget"])
        columns[name] = words if required else st.one_of(BLANK, words)
    return st.lists(st.fixed_dictionaries(columns), max_size=LIST_SIZES[table])


LEADS = st.lists(
    st.fixed_dictionaries(
        {
            "created_at": INSTANTS,
            **{name: st.one_of(BLANK, WORDS[name]) for name in COLUMNS["leads"][2:]},
            **{table: rows(table) for table in LIST_SIZES},
            "asked": st.lists(INSTANTS, min_size=1, max_size=3),
        }
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def scorer(demo_workspace: Path) -> Scorer:
    return Scorer(Workspace(demo_workspace).champion())


def write(folder: Path, leads: list[dict[str, Any]]) -> None:
    """The journeys as an export, where the agreement expects it."""
    (folder / "data").mkdir()
    for table, columns in COLUMNS.items():
        packed = folder / f"data/{table}.csv.gz"
        opened = gzip.open if table == "touches" else open
        with opened(
            packed if table == "touches" else packed.with_suffix(""), "wt", encoding="utf-8", newline=""
        ) as file:
            out = csv.writer(file, quoting=csv.QUOTE_ALL)
            out.writerow(columns)
            for number, lead in enumerate(leads):
                for row in [lead] if table == "leads" else lead[table]:
                    out.writerow([cell(name, row, f"L{number}") for name in columns])


def cell(name: str, row: dict[str, Any], lead_id: str) -> str:
    value = lead_id if name == "lead_id" else row[name]
    return clock.iso(value) if name in ("at", "created_at") else value or ""


def request(leads: list[dict[str, Any]], number: int, as_of: int) -> bytes:
    """One lead as a caller tells it, times as milliseconds or ISO, with the others of its account."""
    own = leads[number]
    others = [
        {"lead_id": f"L{place}", **sent(lead)}
        for place, lead in enumerate(leads)
        if place != number and account(lead) and account(lead) == account(own)
    ]
    asked = {"lead_id": f"L{number}", **sent(own), "as_of": clock.iso(as_of), "explain": True}
    return json.dumps({**asked, "colleagues": others} if others else asked).encode()


def sent(lead: dict[str, Any]) -> dict[str, Any]:
    told = {name: lead[name] for name in COLUMNS["leads"][2:]} | {"created_at": clock.iso(lead["created_at"])}
    for table in LIST_SIZES:
        told[table] = [{**row, "at": clock.iso(row["at"])} for row in lead[table]]
    return told


def account(lead: dict[str, Any]) -> str | None:
    return {"n/a": None}.get(named := (lead["account_id"] or "").strip(), named) or None


@settings(
    max_examples=20,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # each file is read by DuckDB: shrinking takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(leads=LEADS)
def test_what_is_told_is_scored_as_what_is_read(scorer: Scorer, leads: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), leads)
        with open_journey(scorer.agreement, Path(name)) as journey:
            population = load_population(journey)
    answerer = Answerer(scorer)
    for place, as_of in moments(population, leads):
        number = int(population.lead_id[place][1:])
        scores = scorer.score(population, Moments(np.array([place]), np.array([as_of])))
        heard = answerer.understood(parsed(request(leads, number, as_of), 1_000_000))
        ((scored, answer),) = answerer.answer([heard])
        assert scored.scores is not None
        np.testing.assert_array_equal(scored.scores.x[scored.row], scores.x[0])
        assert answer["status"] == scores.status[0]
        for target, forecast in scores.forecasts.items():
            p, told = forecast.p[0], answer[f"p_{target}"]
            assert told == p or (told is None and np.isnan(p))
            explained = answer["explanation"]["targets"].get(target)
            assert (explained is None) == bool(np.isnan(forecast.margin[0]))
            if explained:
                parts = [*explained["contributions"].values(), explained["expected_value"]]
                np.testing.assert_allclose(parts, forecast.contributions[0], rtol=0, atol=1e-12)


def moments(population: Population, leads: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Each lead at some instants at or after its creation."""
    return [
        (place, as_of)
        for place, lead_id in enumerate(population.lead_id)
        for as_of in sorted(set(leads[int(lead_id[1:])]["asked"]))
        if as_of >= population.created[place]
    ]
