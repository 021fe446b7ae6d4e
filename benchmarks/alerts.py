"""How often the monitor cries wolf, and how soon it sees a wolf: many months of simulated companies.

Run from the repository's root: ``python -m benchmarks.alerts FOLDER [--worlds 17] [--leads 4000]``. A
world is a demo of two years whose leads come in growing numbers, with their seasons, by the same channels
throughout. A model is trained half a year before the end, scores each new lead when it is a day old, and the
monitor looks on the first of each of the six months after: with none of them anything is wrong. Then the same
model meets worlds of the same company in which something breaks at the beginning of the second month.

Results are added to a file in the folder as they come: interrupted, the same command goes on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np

from features.agreement import read_agreement
from features.clock import DAY, instant
from features.load import load_population
from features.population import Moments
from features.sources import open_journey
from models.ledger import Ledger, Receipt
from models.score import records
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.demo import Drift, write_world
from pipelines.monitor import look
from pipelines.train.assemble import assemble
from pipelines.train.belief import prepare
from pipelines.train.learning import learn
from pipelines.train.material import Material

TRAINED: Final = "2026-04-01"
LOOKS: Final = tuple(f"2026-{month:02d}-01" for month in range(5, 11))
BREAKS: Final = "2026-05"
DRIFTS: Final = {
    "paid social doubled": Drift(BREAKS, channel="paid_social", times=2.0),
    "webinars doubled": Drift(BREAKS, channel="webinar", times=2.0),
    "industry goes missing": Drift(BREAKS, blank="industry"),
    "qualification falls by half": Drift(BREAKS, sql=float(np.log(0.5))),
    "qualification falls to a third": Drift(BREAKS, sql=float(np.log(1 / 3))),
    "closing falls to a third": Drift(BREAKS, close=float(np.log(1 / 3))),
    "email opens stop arriving": Drift(BREAKS, silent="email_open"),
    "demo requests stop arriving": Drift(BREAKS, silent="demo_request"),
}
NOTHING: Final = "nothing"
NEAR: Final = 0.01
"""What is as rare by chance is kept in the results, raised or not."""
UNJUDGED: Final[dict[str, Any]] = {
    "targets": {},
    "coherence": None,
    "maturity": {"young": {}, "delays": {}},
    "tuning": {},
    "leakage": [],
}


def trained(path: Path, known_by: int) -> None:
    """Trains on every outcome known by then, without judging or gate: the monitor looks at neither."""
    agreement, workspace = read_agreement(path), Workspace(path)
    with open_journey(agreement, path, until=known_by) as journey:
        material = Material(journey, agreement, known_by)
        ready = prepare(material, material.until)
        horizons, data = agreement.targets.horizons(), ready.dataset
        final = learn(
            ready,
            {target: data.open[target] for target in horizons},
            horizons,
            agreement.seed,
            lambda: None,
            young=np.ones(data.as_of.size, dtype=bool),
        )
        bundle = assemble(workspace.bundles, material, final, workspace.agreement_text(), UNJUDGED)
    workspace.promote(bundle.version, "for the benchmark")


def scored(path: Path) -> None:
    """Leaves a receipt of each lead created after the training, as of a day later."""
    workspace = Workspace(path)
    scorer = Scorer(workspace.champion())
    with open_journey(scorer.agreement, path) as journey:
        population = load_population(journey)
    lead = np.flatnonzero(population.created >= instant(TRAINED)).astype(np.int64)
    moments = Moments(lead, population.created[lead] + DAY)
    told = records(scorer, scorer.score(population, moments), population.lead_id)
    with Ledger.open(None, workspace.state) as ledger:
        ledger.record(
            [
                Receipt(
                    score_id=f"{place}",
                    lead_id=one.lead_id,
                    as_of=as_of,
                    scored_at=as_of,
                    model_version=one.model_version,
                    agreement_version=one.agreement_version,
                    status=one.status,
                    p_sql=one.p_sql,
                    p_close=one.p_close,
                    rank=one.rank,
                    grade=one.grade,
                    fit_score=one.fit_score,
                    fit_grade=one.fit_grade,
                    explore=one.explore,
                    propensity=one.handover_propensity,
                    input_hash="",
                    inputs=b"{}",
                    contributions=b"",
                    answer=b"{}",
                )
                for place, (one, as_of) in enumerate(zip(told, moments.as_of.tolist(), strict=True))
            ]
        )


def world(path: Path, seed: int, leads: int, drift: Drift | None) -> None:
    """A steady world; its champion's age is no alert, since nobody trains again."""
    write_world(path, seed=seed, leads=leads, steady=True, drift=drift)
    text = (path / "agreement.toml").read_text(encoding="utf-8")
    (path / "agreement.toml").write_text(f'{text}\n[monitor]\ntraining_age = "999d"\n', encoding="utf-8")


def looked(seed: int, leads: int, what: str, calm: Path) -> list[dict[str, Any]]:
    """What is raised on the first of each month; ``what`` is wrong from the second month on."""
    path = calm if what == NOTHING else calm.with_name("drifted")
    if what != NOTHING:
        shutil.rmtree(path, ignore_errors=True)
        world(path, seed, leads, DRIFTS[what])
        (path / ".leadcast").mkdir()
        shutil.copytree(calm / ".leadcast/bundles", path / ".leadcast/bundles")
        shutil.copy(calm / ".leadcast/champion.json", path / ".leadcast/champion.json")
    scored(path)
    rows: list[dict[str, Any]] = []
    for as_of in LOOKS if what == NOTHING else LOOKS[1:]:
        found = look(path, instant(as_of))
        alerts = [(one.name, one.subject) for one in found.alerts]
        near = [
            (one.name, one.subject, one.value, one.told["p"])
            for one in found.findings
            if one.told.get("p", 1.0) < NEAR
        ]
        row = {"seed": seed, "leads": leads, "what": what, "as_of": as_of, "alerts": alerts, "near": near}
        rows.append(row)
    return rows


def tables(rows: list[dict[str, Any]]) -> list[str]:
    """The rates in Markdown."""
    calm = [row for row in rows if row["what"] == NOTHING]
    alarmed = [row for row in calm if row["alerts"]]
    by_name = Counter(name for row in calm for name in {name for name, _ in row["alerts"]})
    lines = [
        f"{len(alarmed)} of {len(calm)} months without a change raised an alert "
        f"({', '.join(f'{name} {count}' for name, count in by_name.most_common()) or 'none'}).",
        "",
        "| from the second month on | worlds | seen after 1 month | 2 | 3 | 5 | raised most often |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for what in DRIFTS:
        mine = [row for row in rows if row["what"] == what]
        seeds = sorted({row["seed"] for row in mine})
        first = {
            seed: min(
                (LOOKS.index(r["as_of"]) for r in mine if r["seed"] == seed and r["alerts"]), default=99
            )
            for seed in seeds
        }
        seen = [sum(place <= months for place in first.values()) for months in (1, 2, 3, 5)]
        names = Counter(name for row in mine for name in {name for name, _ in row["alerts"]}).most_common(3)
        shown = ", ".join(name for name, _ in names)
        lines.append(f"| {what} | {len(seeds)} | " + " | ".join(map(str, seen)) + f" | {shown} |")
    return lines


def main() -> None:
    """Looks at what was not looked at yet, and prints the rates."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=Path)
    words.add_argument("--worlds", type=int, default=17)
    words.add_argument("--drifted", type=int, default=6, help="worlds in which things break, too")
    words.add_argument("--leads", type=int, default=4000)
    given = words.parse_args()
    begun, results = time.perf_counter(), given.folder / "results.jsonl"
    given.folder.mkdir(parents=True, exist_ok=True)
    rows = [json.loads(line) for line in results.open()] if results.is_file() else []
    done = {(row["seed"], row["what"]) for row in rows}
    wanted = [(seed, NOTHING) for seed in range(given.worlds)]
    wanted += [(seed, what) for seed in range(given.drifted) for what in DRIFTS]
    for seed, what in wanted:
        if (seed, what) in done:
            continue
        calm = given.folder / str(seed) / "calm"
        if not (calm / ".leadcast/champion.json").is_file():
            shutil.rmtree(calm.parent, ignore_errors=True)
            world(calm, seed, given.leads, None)
            trained(calm, instant(TRAINED))
        new = looked(seed, given.leads, what, calm)
        with results.open("a") as file:
            file.writelines(json.dumps(row) + "\n" for row in new)
        rows += new
        print(f"world {seed}, {what}: {time.perf_counter() - begun:.0f} s", flush=True)
    print("\n".join(tables(rows)))


if __name__ == "__main__":
    main()
