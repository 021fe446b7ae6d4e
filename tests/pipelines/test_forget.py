"""A lead that is forgotten is nowhere in the workspace, and does not come back; who had seen it is told."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features.agreement import read_agreement
from features.sources import open_journey
from features.sources.forgotten import FILE, read_forgotten
from models.ledger import Answer, Ledger, Receipt, forgetting
from models.ledger.lines import line_of
from pipelines.alone import alone
from pipelines.forget.needle import Needle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LEAD, OTHER = "L0007", "L0008"
RECEIPT = Receipt(
    score_id="s1",
    lead_id=LEAD,
    as_of=9,
    scored_at=10,
    model_version="m",
    agreement_version="a",
    status="scored",
    p_sql=0.25,
    p_close=None,
    rank=None,
    grade=None,
    fit_score=None,
    fit_grade=None,
    explore=False,
    input_hash="h",
    inputs=json.dumps([LEAD, 9, {}]).encode(),
    contributions=b"{}\n",
    answer=json.dumps({"lead_id": LEAD, "reason_1": "known"}).encode(),
)


@pytest.fixture
def shop(company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any]) -> Path:
    """A company that keeps all kinds of files, each of which names the lead."""
    path = company(tmp_path / "shop", leads=40, days=60)
    state = path / ".leadcast"
    assert leadcast("sync", path).status == 0
    assert leadcast("snapshot", path).status == 0
    assert leadcast("answer", path, LEAD, "returned", "--reason", "other", "--note", "n").status == 0
    with Ledger.open(None, state) as ledger:
        ledger.record([RECEIPT])
    refused = [Answer(lead_id=lead, kind="contacted", received_at=1, key="k") for lead in (LEAD, OTHER)]
    write(state / "spool/refused.jsonl", "".join(f"{line_of(one)}\n" for one in refused))
    write(state / "report.html", f"<td>{LEAD}</td><td>{LEAD}1</td><td>{OTHER}</td>")
    write(state / "artifacts/1/artifacts/report/report.html", f"<b>{LEAD}</b>")
    write(state / "months/2021-02.json", json.dumps({"movers": [{"lead_id": LEAD, "by": 1}], LEAD: OTHER}))
    write(state / "monitor/log.jsonl", f'{{"text": "see {LEAD}."}}\n{{"text": "{OTHER}"}}\n')
    write(state / "scores.csv", f"lead_id,reasons\n{LEAD},known\n{OTHER},like {LEAD}\n")
    table = pa.table({"lead_id": [LEAD, OTHER], "p": [0.1, 0.2], "like": [[OTHER], [LEAD, "x"]]})
    (state / "gate").mkdir()
    pq.write_table(table, state / "gate/judged.parquet")
    write(state / "bundles/2021-02-01-0/manifest.json", '{"facts": {"as_of": "2021-02-01T00:00:00+00:00"}}')
    write(state / "bundles/2020-01-01-0/manifest.json", '{"facts": {"as_of": "2020-01-01T00:00:00+00:00"}}')
    return path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_it_is_gone_from_everywhere_and_said_where_it_was(shop: Path, leadcast: Callable[..., Any]) -> None:
    said = leadcast("forget", shop, LEAD, "--why", "asked for it", "--json")
    assert said.status == 0, said.err
    snapshot = next((shop / ".leadcast/snapshots").iterdir()).name
    assert said.answer["was_in"] == {
        "documents": 1,
        "receipts": 1,
        "answers": 1,
        "artifacts/1/artifacts/report/report.html": 1,
        "gate/judged.parquet": 2,
        "monitor/log.jsonl": 1,
        "months/2021-02.json": 2,
        "report.html": 1,
        "scores.csv": 2,
        f"snapshots/{snapshot}": 3,
        "spool/refused.jsonl": 1,
    }
    assert said.answer["gone"]
    assert said.answer["left"] == {}
    assert said.answer["in_sources"]
    assert said.answer["seen_by"] == ["2021-02-01-0"]
    for file in (shop / ".leadcast").rglob("*"):
        assert not file.is_file() or f"{LEAD}" not in file.read_text(errors="replace").replace(f"{LEAD}1", "")
    left = pq.read_table(shop / ".leadcast/gate/judged.parquet").to_pylist()
    assert left == [{"lead_id": OTHER, "p": 0.2, "like": ["forgotten", "x"]}]
    page = (shop / ".leadcast/report.html").read_text()
    assert page == f"<td>forgotten</td><td>{LEAD}1</td><td>{OTHER}</td>"
    assert OTHER in (shop / ".leadcast/spool/refused.jsonl").read_text()
    stored = pq.read_table(next((shop / ".leadcast/snapshots").iterdir()))
    assert len(set(stored["lead_id"].to_pylist())) == 39
    again = leadcast("forget", shop, LEAD, "--json").answer
    assert (again["was_in"], again["gone"], again["seen_by"]) == ({}, True, ["2021-02-01-0"])


def test_it_does_not_come_back(shop: Path, leadcast: Callable[..., Any]) -> None:
    leadcast("forget", shop, LEAD)
    assert LEAD not in (shop / FILE).read_text()
    listed = read_forgotten(shop)
    assert LEAD in listed
    assert OTHER not in listed
    assert leadcast("sync", shop).status == 0
    assert leadcast("snapshot", shop).status == 0
    with Ledger.open(None, shop / ".leadcast") as ledger:
        assert ledger.journey(LEAD) is None
        assert ledger.journey(OTHER) is not None
    agreement = read_agreement(shop)
    for table in ("leads", "touches", "stages", "known_leads", "known_changes", "set_aside"):
        count = f"SELECT count(*), count(*) FILTER (lead_id = '{LEAD}') FROM {table}"
        with open_journey(agreement, shop, everyone=True) as journey:
            rows, own = journey.db.sql(count).fetchall()[0]
        with open_journey(agreement, shop) as journey:
            assert journey.db.sql(count).fetchall() == [(rows - own, 0)]
        assert own or table in ("known_changes", "set_aside", "stages")


def test_a_pseudonym_in_its_place(shop: Path, leadcast: Callable[..., Any]) -> None:
    said = leadcast("forget", shop, LEAD, "--pseudonymise", "--json")
    assert said.status == 0, said.err
    name = said.answer["name"]
    with Ledger.open(None, shop / ".leadcast") as ledger:
        (kept,) = ledger.answers(name)
        assert (kept.kind, kept.reason, kept.note) == ("returned", "other", None)
        assert [row.lead_id for row in ledger.scored(0, 100)] == [name]
    assert f"<td>{name}</td>" in (shop / ".leadcast/report.html").read_text()
    replayed = leadcast("replay", shop, "s1", "--json")
    assert replayed.status == 1
    assert replayed.answer["outcome"] == "forgotten"


def test_where_it_cannot_be_taken_out_it_is_told(shop: Path, leadcast: Callable[..., Any]) -> None:
    state = shop / ".leadcast"
    write(state / "bundles/2021-02-01-0/evaluation.json", json.dumps({"lead": LEAD}))
    with gzip.open(state / "old.gz", "wb") as file:
        file.write(LEAD.encode())
    with closing(sqlite3.connect(state / "mlflow.db")) as database:
        database.executescript(f"CREATE TABLE tags (value TEXT); INSERT INTO tags VALUES ('{LEAD}')")
    (state / "odd.bin").write_bytes(b"\0" + LEAD.encode() + b"\xff")
    said = leadcast("forget", shop, LEAD, "--json")
    assert said.status == 1
    assert not said.answer["gone"]
    assert said.answer["left"] == {
        "bundles/2021-02-01-0/evaluation.json": 1,
        "mlflow.db": 1,
        "odd.bin": 1,
        "old.gz": 1,
    }


def test_who_reads_the_ledger_keeps_it_from_being_proved(
    shop: Path, leadcast: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "PATIENCE", 0.3)
    with closing(sqlite3.connect(shop / ".leadcast/ledger.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM documents").fetchall()
        said = leadcast("forget", shop, LEAD)
        assert said.status == 1
        assert "the ledger's file is in use" in said.err
    assert leadcast("forget", shop, LEAD).status == 0


def test_not_while_another_process_might_write_of_it(shop: Path, leadcast: Callable[..., Any]) -> None:
    with alone(shop / ".leadcast", "train", "busy"):
        said = leadcast("forget", shop, LEAD)
    assert said.status == 1
    assert "(train); wait for it to end" in " ".join(said.err.split())
    assert not (shop / FILE).exists()


def test_a_damaged_list_lets_nothing_be_read(shop: Path, leadcast: Callable[..., Any]) -> None:
    leadcast("forget", shop, LEAD)
    write(shop / FILE, "{}")
    said = leadcast("sync", shop)
    assert said.status == 1
    assert "is damaged (KeyError), and it says who is to be forgotten" in " ".join(said.err.split())


@pytest.mark.parametrize(
    ("lead_id", "text", "found"),
    [
        ("L0007", "see L0007, please", True),
        ("L0007", "L00071 and XL0007 and L0007_b", False),
        ("L0007", "L0007-b", True),
        ("17", "17", True),
        ("17", "of 17 leads", False),
        ("0123456789", "call 0123456789!", True),
        ("ann@example.com", "to ann@example.com.", True),
        ("a.b+c", "a.b+c", True),
        ("a.b+c", "axb+c", False),
    ],
)
def test_what_speaks_of_a_lead(lead_id: str, text: str, found: bool) -> None:
    needle = Needle(lead_id)
    assert needle.is_in(text) == found
    assert (needle.replaced(text, "x") != text) == found
    assert needle.is_in_bytes(text.encode()) == (found and needle.distinctive)


@pytest.mark.parametrize("lead_id", ["Žofie & Söhne", 'a"quoted"id', "17"])
def test_ids_as_files_spell_them(
    company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any], lead_id: str
) -> None:
    path = company(tmp_path / "odd", leads=20, days=30)
    with (path / "leads.csv").open(newline="") as file:
        header, first, *rows = csv.reader(file)
    with (path / "leads.csv").open("w", newline="") as file:
        csv.writer(file).writerows([header, [lead_id, *first[1:]], *rows])
    leadcast("sync", path)
    leadcast("snapshot", path)
    state = path / ".leadcast"
    write(state / "a.json", json.dumps({"lead_id": lead_id, "share": "17 of 20", "rows": 17}))
    write(state / "b.json", json.dumps([{"leads": [lead_id]}], ensure_ascii=False))
    write(state / "report.html", "<p>17 of 20</p><td> {} </td>".format(lead_id.replace("&", "&amp;")))
    said = leadcast("forget", path, lead_id, "--json")
    assert said.status == 0, said.err
    assert {"documents", "a.json", "b.json", "report.html"} < said.answer["was_in"].keys()
    assert json.loads((state / "a.json").read_text()) == {
        "lead_id": "forgotten",
        "share": "17 of 20",
        "rows": 17,
    }
    assert (state / "report.html").read_text() == "<p>17 of 20</p><td>forgotten</td>".replace(
        "<td>forgotten", "<td>forgotten" if lead_id == "17" else "<td> forgotten "
    )


def test_what_is_old_goes_as_the_agreement_says(shop: Path, leadcast: Callable[..., Any]) -> None:
    refused = leadcast("forget", shop, "--expired")
    assert refused.status == 2
    assert 'keep = "730d" under [ledger]' in " ".join(refused.err.split())
    agreement = shop / "agreement.toml"
    agreement.write_text(agreement.read_text() + '\n[ledger]\nkeep = "730d"\n')
    said = leadcast("forget", shop, "--expired", "--json")
    assert said.status == 0, said.err
    assert said.answer["removed"] == {"documents": 40, "receipts": 1}  # the answer was received just now
    assert leadcast("forget", shop, "--expired", "--json").answer["removed"] == {}


@pytest.mark.parametrize("words", [[], [LEAD, "--expired"], ["--expired", "--pseudonymise"], ["  "]])
def test_wrong_words(shop: Path, leadcast: Callable[..., Any], words: list[str]) -> None:
    assert leadcast("forget", shop, *words).status == 2
