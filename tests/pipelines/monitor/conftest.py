"""A steady company with a model of June, and the same company after much went wrong in September."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from benchmarks.alerts import trained
from features.clock import from_datetime, instant
from models.ledger import Ledger, Receipt
from models.workspace import Workspace
from pipelines.demo import write_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Rows = list[dict[str, str]]

TRAINED, CALM, END = "2026-06-01", "2026-07-01", "2026-10-01"
WRONG = "2026-09-03"
"""Four weeks before the end."""


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing is wrong with it; its model was trained four months before its end."""
    path = tmp_path_factory.mktemp("calm") / "workspace"
    write_world(path, seed=1, leads=1500, months=14, steady=True)
    trained(path, instant(TRAINED))
    return path


@pytest.fixture(scope="session")
def wrong(calm: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything is wrong with it that sources, scores and outcomes can have."""
    path = tmp_path_factory.mktemp("wrong") / "workspace"
    shutil.copytree(calm, path)
    new: set[str] = set()

    def leads(rows: Rows) -> Rows:
        for number, row in enumerate(rows):
            del row["years_in_company"]
            row["mood"] = "good"
            if row["created_at"] < WRONG:
                continue
            new.add(row["lead_id"])
            for name in row.keys() - {"lead_id", "created_at"}:
                if number % 5 < 2:
                    row[name] = ""
            if number % 5 >= 2:
                row |= {"channel": "partner", "industry": "space mining", "employees": "200-499"}
                row |= {"job_title": "VP Sales", "financial_situation": "strong"}
        return rows

    rewrite(path / "data/leads.csv", leads)
    blank = {lead for lead in new if (int(lead[1:]) - 1) % 5 < 2}

    def touches(rows: Rows) -> Rows:
        kept = [row for row in rows if row["lead_id"] not in blank]
        kept = [row for row in kept if not (row["kind"] == "webinar" and row["at"] >= "2026-08")]
        more = [{**row, "kind": "pricing_page"} for row in kept if row["lead_id"] in new]
        return [*kept, *more, *more, *more]

    rewrite(path / "data/touches.csv.gz", touches)
    mistaken(path)
    return path


def rewrite(path: Path, change: Callable[[Rows], Rows]) -> None:
    """A CSV file with its rows changed."""
    packed = path.suffix == ".gz"
    text = gzip.decompress(path.read_bytes()).decode() if packed else path.read_text()
    rows = change(list(csv.DictReader(io.StringIO(text))))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(gzip.compress(out.getvalue().encode()) if packed else out.getvalue().encode())


def rows_of(path: Path) -> Rows:
    """The rows of a CSV file."""
    with path.open() as file:
        return list(csv.DictReader(file))


def mistaken(path: Path) -> None:
    """Receipts of June's leads that promise much, and least of all to those who came."""
    came: dict[str, str] = {}
    for row in rows_of(path / "data/stages.csv"):
        if row["stage"] in ("sql", "opportunity", "won"):
            came.setdefault(row["lead_id"], row["at"])
    random, receipts = np.random.default_rng(0), list[Receipt]()
    for row in rows_of(path / "data/leads.csv"):
        at = datetime.fromisoformat(row["created_at"]).replace(tzinfo=UTC) + timedelta(days=1)
        if not TRAINED <= row["created_at"] < "2026-08-20":
            continue
        reached = came.get(row["lead_id"], "9")
        soon = reached < (at + timedelta(days=30)).isoformat(" ")
        p = 0.05 if soon else float(random.uniform(0.1, 0.9))
        receipts.append(receipt(row["lead_id"], from_datetime(at), Workspace(path).champion().version, p))
    with Ledger.open(None, Workspace(path).state) as ledger:
        ledger.record(receipts)


def receipt(lead_id: str, as_of: int, version: str, p: float, **more: Any) -> Receipt:
    """A receipt with a forecast of SQL."""
    told: dict[str, Any] = {
        "score_id": f"{lead_id} {as_of} {version}",
        "lead_id": lead_id,
        "as_of": as_of,
        "scored_at": as_of,
        "model_version": version,
        "agreement_version": "a",
        "status": "scored",
        "p_sql": p,
        "p_close": None,
        "rank": 50.0,
        "grade": "A1",
        "fit_score": None,
        "fit_grade": None,
        "explore": False,
        "propensity": None,
        "input_hash": "",
        "inputs": b"{}",
        "contributions": b"",
        "answer": b"{}",
    }
    return Receipt(**told | more)


class Heard(NamedTuple):
    """A request that a listener got."""

    path: str
    headers: dict[str, str]
    body: bytes


class Listener(NamedTuple):
    """A server of one page on this machine."""

    url: str
    heard: list[Heard]


@contextmanager
def listening(page: bytes = b"", status: int = 200) -> Iterator[Listener]:
    """A real server that answers everything alike, and remembers what it was asked."""
    heard: list[Heard] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            heard.append(Heard(self.path, dict(self.headers), self.rfile.read(size)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            del format, args

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Listener(f"http://127.0.0.1:{server.server_port}", heard)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def listen() -> Any:
    """Starts such a server."""
    return listening


@pytest.fixture(scope="session")
def make_receipt() -> Any:
    """Makes a receipt."""
    return receipt
