"""Twelve months in the life of a company that retrains: a bad export, a promotion taken back, and a drift.

Usage: python examples/year.py [FOLDER] [--leads N] [--seed N]

A simulated company is told month by month, as its CRM would export it on each day, to a workspace that knows
nothing of what comes: every Monday sales' open leads are scored, on the first of the month the monitor looks
back and the model is retrained. In month 5 the export is spoilt by a join that is off by one, in month 6 a
bundle is promoted by hand against the gate and rolled back a week later, and from month 8 on other people
come and convert less; what the gate then leaves to a person is promoted. The last command writes the page.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb

from features.clock import REHEARSED
from models.workspace import Workspace
from pipelines.cli import main as leadcast
from pipelines.demo import Drift, write_world
from pipelines.progress import console

MONTHS = [f"2025-{month:02}" for month in (10, 11, 12)] + [f"2026-{month:02}" for month in range(1, 10)]
SPOILT, BY_HAND, REGRETTED, DRIFT = MONTHS[4], MONTHS[5], MONTHS[6], MONTHS[7]
SOUND_AFTER = timedelta(days=150)
"""The spoilt export is right for the leads of these last days: the job that failed was a backfill."""


def main() -> int:
    """Lives through the year; 0 if all happened that was to happen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("year"))
    parser.add_argument("--leads", type=int, default=3_000, help="in two years (default 3000)")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    world, company = given.folder / "world", given.folder / "company"
    if given.folder.exists() and any(given.folder.iterdir()) and not (world / "truth").is_dir():
        console.print(f"{given.folder} is not empty and holds no year; name another folder")
        return 2
    drift = Drift(month=DRIFT, channel="paid_social", times=2.5, sql=-1.0, close=-0.5)
    write_world(world, seed=given.seed, leads=given.leads, drift=drift)
    shutil.rmtree(company, ignore_errors=True)
    (company / "data").mkdir(parents=True)
    agreement = (world / "agreement.toml").read_text(encoding="utf-8")
    (company / "agreement.toml").write_text(agreement, encoding="utf-8")
    year = [one_month(world, company, month) for month in MONTHS]
    run(company, "report")
    said = run(company, "months")
    console.print(f"the page of the year: {said['page']}")
    return told(company, year)


def one_month(world: Path, company: Path, month: str) -> dict[str, Any]:
    """The Mondays of a month, and what is done on the first day of the next."""
    begin = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
    end = (begin + timedelta(days=32)).replace(day=1)
    console.rule(month)
    serves = Workspace(company).champion_version() is not None
    day = begin + timedelta(days=-begin.weekday() % 7)
    while serves and day < end:
        at(day)
        if month == REGRETTED and 7 < day.day <= 14:
            run(company, "rollback", "--why", "sales sent back half of what it ranked first")
        export(world, company, day)
        run(company, "score", "--out", str(company / "scores.csv"))
        day += timedelta(days=7)
    at(end)
    export(world, company, end, spoilt=month == SPOILT)
    watched = run(company, "monitor") if serves else {"alerts": []}
    # what leads have to tell is found at the end: nobody looks at it month by month here
    retrained = run(company, "retrain", "--month", month, "--no-insights")
    if month == BY_HAND and Workspace(company).champion_version() != retrained["model_version"]:
        run(company, "promote", retrained["model_version"], "--why", "it is newer, so it must be better")
    if month > DRIFT and retrained["decision"]["outcome"] == "needs_human":
        run(company, "promote", "--why", "it knows the people who come now")
    return {"month": month, "retrained": retrained, "watched": watched}


def at(day: datetime) -> None:
    """Today is another day."""
    os.environ[REHEARSED] = day.isoformat()


def export(world: Path, company: Path, day: datetime, *, spoilt: bool = False) -> None:
    """What the CRM says on a day: nothing of later, and attributes as they stood.

    Args:
        spoilt: whether the older leads have each the stages of the lead that came after them.
    """
    with duckdb.connect() as db:
        for table in ("leads", "touches", "stages", "attribute_changes"):
            (file,) = (world / "data").glob(f"{table}.csv*")
            when = "created_at" if table == "leads" else '"at"'
            db.execute(f"CREATE VIEW every_{table} AS FROM read_csv('{file}', all_varchar = true)")
            db.execute(f"CREATE VIEW {table} AS FROM every_{table} WHERE {when}::TIMESTAMP < '{day:%F %T}'")
        db.execute(
            f"""CREATE TABLE budgets AS SELECT lead_id,
                arg_max(coalesce(value, ''), "at") FILTER ("at" < '{day:%F %T}') AS said,
                arg_min(coalesce(old_value, ''), "at") FILTER ("at" >= '{day:%F %T}') AS before
            FROM every_attribute_changes GROUP BY lead_id"""
        )
        leads = """SELECT leads.* REPLACE (
            nullif(coalesce(budgets.said, budgets.before, leads.budget), '') AS budget,
            if(lead_id IN (SELECT lead_id FROM stages WHERE stage = 'won'), contract_type, NULL)
                AS contract_type
        ) FROM leads LEFT JOIN budgets USING (lead_id) ORDER BY created_at, lead_id"""
        stages = "FROM stages"
        if spoilt:
            stages = f"""SELECT coalesce(other, lead_id) AS lead_id, stages.* EXCLUDE (lead_id)
                FROM stages LEFT JOIN (
                    SELECT lead_id, lag(lead_id, 1) OVER (ORDER BY created_at, lead_id) AS other
                    FROM leads WHERE created_at::TIMESTAMP < '{day - SOUND_AFTER:%F %T}'
                ) USING (lead_id) ORDER BY "at", lead_id"""
        wanted = {"leads": leads, "stages": stages}
        for table in ("touches", "attribute_changes"):
            wanted[table] = f"FROM {table}"
        for table, query in wanted.items():
            (file,) = (world / "data").glob(f"{table}.csv*")
            db.execute(f"COPY ({query}) TO '{company / 'data' / file.name}'")


def run(company: Path, command: str, *words: str) -> dict[str, Any]:
    """One command as a person gives it, and its answer."""
    with redirect_stdout(StringIO()) as said:
        status = leadcast([command, str(company), *words, "--json"])
    answer: dict[str, Any] = json.loads(said.getvalue())
    if status and not (command == "monitor" and "alerts" in answer):
        raise SystemExit(f"{command} ended with {status}: {answer}")
    return answer


def told(company: Path, year: list[dict[str, Any]]) -> int:
    """Says what happened, and whether it is what was to happen."""
    decided = {one["month"]: one["retrained"]["decision"]["outcome"] for one in year}
    alerts = {one["month"]: [alert["name"] for alert in one["watched"]["alerts"]] for one in year}
    spoilt = next(one["retrained"]["model_version"] for one in year if one["month"] == SPOILT)
    history = Workspace(company).history()
    drifted = [month for month in MONTHS if "feature_drifted" in alerts[month] and month != SPOILT]
    happened = {
        f"the bundle of the spoilt export ({SPOILT}) was kept out": decided[SPOILT] != "promote"
        and spoilt not in {made.version for made in history},
        "one promotion was rolled back": [made.kind for made in history].count("rollback") == 1,
        f"the monitor reported the drift that began in {DRIFT}, and none before": drifted[:1] == [DRIFT],
    }
    for month in MONTHS:
        names = ", ".join(sorted(set(alerts[month]))) or "none"
        console.print(f"{month}  {decided[month]:12} alerts: {names}")
    for what, true in happened.items():
        console.print(f"{'yes' if true else 'NO':3} {what}")
    return 0 if all(happened.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
