"""The leakage gate from the command line: what it says, what it refuses, which lines let training pass."""

from __future__ import annotations

import csv
import json
import tomllib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from features.agreement import read_agreement
from features.sources import open_journey
from pipelines.train.leakage import hold_against_outcome
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)


def stage_of(path: Path, stage: str) -> dict[str, datetime]:
    return {
        row["lead_id"]: datetime.fromisoformat(row["at"])
        for row in table(path / "stages.csv")
        if row["stage"] == stage
    }


def agree(path: Path, text: str) -> None:
    """Puts lines before the first rule of the agreement."""
    whole = (path / "agreement.toml").read_text()
    (path / "agreement.toml").write_text(whole.replace("[[icp.rule]]", f"{text}\n\n[[icp.rule]]", 1))


@pytest.fixture
def leaky(company: Callable[..., Path], tmp_path: Path) -> Path:
    """A company whose sales fill in the contract on winning, and whose system writes a mail on each win."""
    path = company(tmp_path / "leaky")
    won = stage_of(path, "won")
    leads = table(path / "leads.csv")
    write(path / "leads.csv", [{**row, 'the "deal"': "annual" * (row["lead_id"] in won)} for row in leads])
    mails = [
        {"lead_id": lead, "at": at.isoformat(), "kind": "Welcome mail", "channel": "mail"}
        for lead, at in won.items()
    ]
    write(path / "touches.csv", table(path / "touches.csv") + mails)
    return path


def by_name(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {verdict["name"]: verdict for verdict in answer["leakage"]}


def test_a_clean_company_is_told_so_in_a_line(
    company: Callable[..., Path], tmp_path: Path, leadcast: Any
) -> None:
    path = company(tmp_path / "company")
    said = leadcast("check", path, "--json")
    assert said.status == 0
    assert {verdict["verdict"] for verdict in said.answer["leakage"]} == {"ok"}
    assert {v["name"]: (v["kind"], v["tier"]) for v in said.answer["leakage"]} == {
        "source": ("attribute", "today"),
        "employees": ("attribute", "today"),
        "country": ("attribute", "today"),
        "call": ("touch", "history"),
        "pricing page": ("touch", "history"),
        "visit": ("touch", "history"),
        "lost": ("stage", "history"),
        "sql": ("stage", "history"),
        "won": ("stage", "history"),
    }
    told = " ".join(said.err.split())
    assert "nothing knows the outcome: 3 attributes, 3 kinds of touch, 3 stages were held against it" in told
    for target, gap in said.answer["leakage_gap"].items():
        assert target in {"sql", "close"}
        assert gap["auc_gap"] == pytest.approx(gap["auc_random"] - gap["auc_time"])
        assert 0.3 < gap["log_loss_time"] < 1
        assert f"{gap['auc_random']:.3f}" in told
        assert f"{gap['log_loss_time']:.3f}" in told
    assert set(said.answer["leakage_gap"]) == {"sql", "close"}


def test_leaks_are_refused_and_the_lines_it_names_let_training_pass(leaky: Path, leadcast: Any) -> None:
    checked = leadcast("check", leaky, "--json")
    assert checked.status == 1
    found = by_name(checked.answer)
    assert {name for name, verdict in found.items() if verdict["verdict"] == "leak"} == {
        'the "deal"',
        "Welcome mail",
    }
    assert "ready to train" not in checked.err
    refused = leadcast("train", leaky, "--no-insights", "--json")
    assert refused.status == 1
    assert refused.answer["error"]["kind"] == "LeakageError"
    message = refused.answer["error"]["message"]
    lines = [line for name in found for line in found[name]["agreement"] if " exclude = " in line]
    assert len(lines) == 2
    for line in lines:
        assert line in message
        section, keys = line.split(" ", 1)
        agree(leaky, f"{section}\n{keys}")
    assert not list(leaky.glob(".leadcast/bundles/*"))
    checked = leadcast("check", leaky, "--json")
    assert checked.status == 0
    assert not {'the "deal"', "Welcome mail"} & set(by_name(checked.answer))
    trained = leadcast("train", leaky, "--no-insights", "--json")
    assert trained.status == 0, trained.err
    evaluation = json.loads(next(leaky.glob(".leadcast/bundles/*/evaluation.json")).read_text())
    assert {"name", "verdict", "reason", "kind", "tier", "numbers"} <= set(evaluation["leakage"][0])
    assert set(evaluation["leakage_gap"]) == {"sql", "close"}


def test_a_column_vouched_for_passes_and_the_card_says_why(leaky: Path, leadcast: Any) -> None:
    found = by_name(leadcast("check", leaky, "--json").answer)
    (vouch,) = [line for line in found['the "deal"']["agreement"] if " trust = " in line]
    assert tomllib.loads(vouch.replace("] ", "]\n", 1)) == {
        "attributes": {"trust": {'the "deal"': "how it was known in time"}}
    }
    agree(leaky, "[attributes]\n" + vouch.split(" ", 1)[1].replace("how it was", "it was"))
    agree(leaky, '[touches]\nexclude = ["Welcome mail"]')
    said = leadcast("train", leaky, "--no-insights", "--json")
    assert said.status == 0, said.err
    card = next(leaky.glob(".leadcast/bundles/*/card.md")).read_text()
    assert 'the "deal": it was known in time' in card
    kept = by_name(json.loads(next(leaky.glob(".leadcast/bundles/*/evaluation.json")).read_text()))
    assert (kept['the "deal"']["verdict"], kept['the "deal"']["trusted"]) == ("leak", "it was known in time")
    assert (
        "Vouched for in the agreement: it was known in time" in (leaky / ".leadcast/report.html").read_text()
    )


def test_what_the_agreement_says_is_fixed_is_still_held_against_the_outcome(
    leaky: Path, leadcast: Any
) -> None:
    agree(leaky, '[attributes]\nfixed = [\'the "deal"\', "source"]')
    found = by_name(leadcast("check", leaky, "--json").answer)
    assert (found['the "deal"']["tier"], found["source"]["tier"]) == ("fixed", "fixed")
    assert (found['the "deal"']["verdict"], found["source"]["verdict"]) == ("leak", "ok")


def test_a_dated_history_is_judged_as_of_creation(leaky: Path, leadcast: Any) -> None:
    """The same column with its changes on record: nobody had it when the lead came."""
    won = stage_of(leaky, "won")
    changes = [
        {"lead_id": lead, "at": at.isoformat(), "field": 'the "deal"', "value": "annual", "old_value": ""}
        for lead, at in won.items()
    ]
    write(leaky / "attribute_changes.csv", changes)
    agreement = (leaky / "agreement.toml").read_text()
    (leaky / "agreement.toml").write_text(
        agreement.replace("[sources]", '[sources]\nattribute_changes = "attribute_changes.csv"')
    )
    deal = by_name(leadcast("check", leaky, "--json").answer)['the "deal"']
    assert (deal["tier"], deal["verdict"]) == ("history", "ok")


def test_stages_that_were_filled_in_afterwards_are_suspicious(
    company: Callable[..., Path], tmp_path: Path, leadcast: Any
) -> None:
    path = company(tmp_path / "company")
    rows = table(path / "stages.csv")
    created = {row["lead_id"]: datetime.fromisoformat(row["created_at"]) for row in table(path / "leads.csv")}
    for number, row in enumerate(rows):
        if row["stage"] == "lost" and number % 3 == 0:
            row["at"] = "2021-06-01T10:17:00+00:00"  # a night of tidying up
        if row["stage"] == "sql" and number % 4 == 0:
            row["at"] = (created[row["lead_id"]] - timedelta(hours=5)).isoformat()
    again = [
        {**row, "at": (datetime.fromisoformat(row["at"]) + timedelta(days=3)).isoformat()}
        for number, row in enumerate(rows)
        if row["stage"] == "won" and number % 3 == 0
    ]
    write(path / "stages.csv", rows + again)
    found = by_name(leadcast("check", path, "--json").answer)
    words = {name: found[name]["reason"] for name in ("lost", "sql", "won")}
    assert {found[name]["verdict"] for name in words} == {"suspicious"}
    assert "twenty leads or more share" in words["lost"]
    assert "before their lead was created" in words["sql"]
    assert "the date was edited" in words["won"]
    assert found["won"]["numbers"]["edited_share"] == pytest.approx(0.25, abs=0.08)


def test_stages_out_of_order_are_suspicious(
    company: Callable[..., Path], tmp_path: Path, leadcast: Any
) -> None:
    path = company(tmp_path / "company")
    rows = table(path / "stages.csv")
    for row in rows:
        if row["stage"] == "won":
            row["at"] = (datetime.fromisoformat(row["at"]) - timedelta(days=40)).isoformat()
    write(path / "stages.csv", rows)
    won = by_name(leadcast("check", path, "--json").answer)["won"]
    assert won["verdict"] == "suspicious"
    assert "earlier in the funnel" in won["reason"]


def test_a_stage_of_their_own_that_goes_with_winning_is_a_leak(
    company: Callable[..., Path], tmp_path: Path, leadcast: Any
) -> None:
    path = company(tmp_path / "company")
    won = stage_of(path, "won")
    signed = [
        {"lead_id": lead, "at": (at - timedelta(seconds=1)).isoformat(), "stage": "Contract Signed"}
        for lead, at in won.items()
    ]
    write(path / "stages.csv", table(path / "stages.csv") + signed)
    found = by_name(leadcast("check", path, "--json").answer)["contract signed"]
    assert found["verdict"] == "leak"
    (line,) = found["agreement"]
    assert line.startswith("[sources] stages")
    assert "'contract signed'" in line


@pytest.mark.parametrize("leads", [1, 5, 500])
def test_without_an_outcome_nothing_is_accused(leads: int, tmp_path: Path) -> None:
    (tmp_path / "agreement.toml").write_text(
        'name = "New"\n[sources]\nleads = "leads.csv"\n[targets]\nsql = "30d"\nclose = "90d"\n'
    )
    rows = [
        {"lead_id": f"L{n}", "created_at": f"2024-0{1 + n % 9}-07T10:00", "source": str(n % 3), "note": ""}
        for n in range(leads)
    ]
    write(tmp_path / "leads.csv", rows)
    agreement = read_agreement(tmp_path)
    with open_journey(agreement, tmp_path) as journey:
        found = hold_against_outcome(Material(journey, agreement, end_of(journey)))
    assert [(one.name, one.verdict) for one in found.verdicts] == [("note", "ok"), ("source", "ok")]
    assert found.gaps == {}
    assert found.lines_to_pass(agreement) == ()
