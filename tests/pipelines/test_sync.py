"""What a sync tells the ledger is what batch scoring reads, row for row, and nothing is told twice."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from features.agreement import read_agreement
from features.errors import WorkspaceError
from features.load import load_population
from features.rows import population_of
from features.sources import open_journey
from models.ledger import Document, Facts, Ledger, Writer
from pipelines.alone import alone
from pipelines.demo import write_world
from pipelines.snapshot import take_snapshot
from pipelines.sync import sync_workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from features.history import Coded, History
    from features.population import Population
    from models.ledger import Told


def texts(coded: Coded) -> list[str | None]:
    return [coded.values[code] if code >= 0 else None for code in coded.codes]


def rows(history: History) -> tuple[Any, ...]:
    columns = {name: texts(coded) for name, coded in history.columns.items()}
    return history.starts.tolist(), history.at.tolist(), columns


def comparable(population: Population) -> dict[str, Any]:
    """All of a population, codes read as the texts they stand for."""
    first: dict[int, int] = {}
    for lead, account in enumerate(population.account.tolist()):
        first.setdefault(account, lead)
    return {
        "lead_id": population.lead_id,
        "created": population.created.tolist(),
        "account": [-1 if account < 0 else first[account] for account in population.account.tolist()],
        "attributes": {name: texts(coded) for name, coded in population.attributes.items()},
        "touches": rows(population.touches),
        "stages": rows(population.stages),
        "changes": {name: rows(history) for name, history in population.changes.items()},
    }


def population_told(everyone: list[Told], attributes: tuple[str, ...]) -> Population:
    tables = ("touches", "stages", "attribute_changes")
    return population_of(
        [
            {
                "lead_id": lead_id,
                "created_at": facts.created_at,
                "account_id": facts.account_id,
                **facts.attributes,
            }
            for lead_id, facts in everyone
        ],
        *([row for lead_id, facts in everyone for row in facts.named(table, lead_id)] for table in tables),
        attributes=attributes,
    )


@pytest.fixture(autouse=True)
def _own_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes to a ledger that the developer's shell names."""
    monkeypatch.delenv("LEADCAST_LEDGER_URL", raising=False)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated company with accounts, a field history, and a snapshot that adds to it."""
    path = tmp_path_factory.mktemp("world")
    write_world(path, seed=4, leads=1200)
    take_snapshot(path)
    leads = path / "data/leads.csv"
    leads.write_text(leads.read_text(encoding="utf-8").replace("Software", "Soft wares"), encoding="utf-8")
    sync_workspace(path)
    return path


def test_the_journeys_are_those_of_batch(world: Path) -> None:
    agreement = read_agreement(world)
    with open_journey(agreement, world) as journey:
        batch, attributes = load_population(journey), journey.attributes
    with Ledger.open(None, world / ".leadcast") as ledger:
        found = [ledger.journey(lead_id) for lead_id in batch.lead_id]
    everyone = [one.lead for one in found if one]
    assert comparable(population_told(everyone, attributes)) == comparable(batch)
    assert batch.changes
    colleagues = [
        sorted(np.flatnonzero((batch.account == account) & (account >= 0)).tolist())
        for account in batch.account
    ]
    number = {lead_id: place for place, lead_id in enumerate(batch.lead_id)}
    for place, one in enumerate(found):
        assert one is not None
        assert [number[other.lead_id] for other in one.colleagues] == [
            other for other in colleagues[place] if other != place
        ]
        assert all(other == everyone[number[other.lead_id]] for other in one.colleagues)
    assert sum(map(len, colleagues)) > len(colleagues)


def test_the_excluded_is_not_kept(company: Callable[..., Path], tmp_path: Path) -> None:
    path = company(tmp_path, leads=30)
    agreement = path / "agreement.toml"
    agreement.write_text(agreement.read_text() + '\n[attributes]\nexclude = ["Country"]\n')
    sync_workspace(path)
    with Ledger.open(None, path / ".leadcast") as ledger:
        found = ledger.journey("L0003")
    assert found is not None
    assert set(found.lead.facts.attributes) <= {"source", "employees"}


def test_a_second_sync_tells_only_what_is_new(company: Callable[..., Path], tmp_path: Path) -> None:
    path = company(tmp_path, leads=40)
    first = sync_workspace(path)
    assert first[1:] == (40, 40, 0, 0, 0)
    assert sync_workspace(path) == first._replace(new=0, unchanged=40)
    with Ledger.open(None, path / ".leadcast") as ledger:
        ledger.told([Document("L0001", "request", 1, Facts.of(touches=[{"at": 1, "kind": "told"}]))])
    leads, touches = path / "leads.csv", path / "touches.csv"
    lines = leads.read_text().splitlines()
    leads.write_text("\n".join([lines[0], *lines[2:], "new,2021-03-01T00:00:00,,web,5,DE"]) + "\n")
    kept = [line for line in touches.read_text().splitlines() if not line.startswith("L0000,")]
    touches.write_text("\n".join([*kept, "L0001,2021-03-02T00:00:00,visit,site"]) + "\n")
    assert sync_workspace(path)[1:] == (40, 1, 1, 38, 1)
    with Ledger.open(None, path / ".leadcast") as ledger:
        assert ledger.journey("L0000") is None
        found = ledger.journey("L0001")
    assert found is not None
    kinds = [row[1] for row in found.lead.facts.rows["touches"]]
    assert (kinds[0], kinds[-1]) == ("told", "visit")


def test_requests_are_kept_while_a_sync_runs(company: Callable[..., Path], tmp_path: Path) -> None:
    path = company(tmp_path, leads=2_000)
    with Ledger.open(None, path / ".leadcast", patience=0.5) as ledger:
        writer = Writer(ledger)
        syncing = threading.Thread(target=sync_workspace, args=(path,))
        syncing.start()
        told = 0
        while syncing.is_alive():
            touch = {"at": told, "kind": "told"}
            document = Document(f"L{told % 50:04}", "request", 1, Facts.of(touches=[touch]))
            assert writer.keep([document]).result(10) == "recorded"
            told += 1
        writer.close()
        assert told > 50
        assert len(list(ledger.synced_leads())) == 2_000
        found = [ledger.journey(f"L{number:04}") for number in range(50)]
    kinds = [row[1] for one in found if one for row in one.lead.facts.rows["touches"]]
    assert kinds.count("told") == told


def test_only_one_sync_at_a_time(company: Callable[..., Path], tmp_path: Path) -> None:
    path = company(tmp_path, leads=5)
    with alone(path / ".leadcast", "sync", "busy"), pytest.raises(WorkspaceError, match="is syncing"):
        sync_workspace(path)


def test_killed_at_any_time_the_next_run_does_the_rest(company: Callable[..., Path], tmp_path: Path) -> None:
    path = company(tmp_path / "company", leads=600)
    script = (
        "import sys, pathlib; from pipelines.sync import run; run.BATCH = 5\n"
        "run.sync_workspace(pathlib.Path(sys.argv[1]), lambda told: print(told, flush=True))"
    )
    for wanted in (40,):
        process = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        for _ in range(wanted):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    with sqlite3.connect(path / ".leadcast/ledger.db") as database:
        ((begun,),) = database.execute("SELECT count(*) FROM documents").fetchall()
    database.close()
    assert 5 * 40 <= begun < 600
    done = sync_workspace(path)
    assert (done.leads, done.new, done.unchanged) == (600, 600 - begun, begun)
    with Ledger.open(None, path / ".leadcast") as ledger:
        assert len(list(ledger.synced_leads())) == 600


def test_the_command_counts_and_finds_postgres_by_its_variable(
    company: Callable[..., Path],
    leadcast: Callable[..., Any],
    tmp_path: Path,
    new_database: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = company(tmp_path, leads=20)
    url = new_database()
    monkeypatch.setenv("LEADCAST_LEDGER_URL", url)
    done = leadcast("sync", path, "--json")
    assert done.status == 0, done.err
    counts = {name: count for name, count in json.loads(done.out).items() if name != "said_at"}
    assert counts == {"leads": 20, "new": 20, "changed": 0, "unchanged": 0, "removed": 0}
    assert "20 new" in done.err
    assert not (path / ".leadcast/ledger.db").exists()
    with Ledger.open(url, tmp_path) as ledger:
        assert ledger.journey("L0003")
        assert json.loads(ledger.noted("sync") or "")["agreement_version"]
    lost = "postgresql://someone:secret@127.0.0.1:1/nowhere?password=secret2"
    monkeypatch.setenv("LEADCAST_LEDGER_URL", lost)
    refused = leadcast("sync", path)
    assert refused.status == 1
    assert "postgresql://127.0.0.1:1/nowhere" in refused.err
    assert "secret" not in refused.err
