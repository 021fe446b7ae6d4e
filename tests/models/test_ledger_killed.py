"""Eight writers that are killed again and again: nothing acknowledged is lost, and nothing is there twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from queue import Queue
from typing import TYPE_CHECKING, Any, NamedTuple

from models.ledger import Ledger, Spool

if TYPE_CHECKING:
    from pathlib import Path

WRITERS = 8
LEADS = 23
NURSERY = """
import os, sys, pathlib, signal, threading
from features.errors import LedgerError
from models.ledger import Answer, Document, Facts, Ledger, Receipt, Shadowed, Spool, Writer, refuge
import psycopg, sqlalchemy.dialects.postgresql.psycopg, models.ledger.patient  # once, for all that are born
url, state, mode = sys.argv[1] or None, pathlib.Path(sys.argv[2]), sys.argv[3]
refuge.PAUSE = 0.05
blank = dict(as_of=1, scored_at=1, model_version="m", agreement_version="a", status="scored", p_sql=None)
blank |= dict(p_close=None, rank=None, grade=None, fit_score=None, fit_grade=None, explore=False)
blank |= dict(input_hash="h", inputs=b"{}", contributions=b"{}\\n", answer=b"{}")
tell = lambda *words: os.write(1, (" ".join(map(str, words)) + "\\n").encode())
def write(ledger, writer, first):
    for at in range(first, first + 10**6):
        lead = f"L{at % LEADS}"
        document = Document(lead, "request", at, Facts.of(touches=[{"at": at, "kind": "visit"}]))
        receipt = Receipt(score_id=f"s{at}", lead_id=lead, **blank)
        answer = Answer(lead_id=lead, kind="contacted", received_at=at, key=f"k{at}")
        tell("tried", at)
        kept, answered = writer.keep([document], [receipt]), writer.answered(answer)
        tell("kept", at, kept.result(60))
        tell("answered", at, answered.result(60))
        try:  # as commands do, who put nothing aside
            ledger.shadowed([Shadowed(receipt.score_id, receipt)])
            tell("shadowed", at)
            ledger.take_all({"": Answer(lead_id=lead, kind="accepted", received_at=at, key=f"c{at}")})
            tell("commanded", at)
        except LedgerError:
            pass
def live(name):
    ledger = Ledger.at(url, state, patience=10)
    writer = Writer(ledger, Spool(state) if mode == "spool" else None)
    firsts = [name * 10**7 + n * 10**6 for n in range(4)]
    threads = [threading.Thread(target=write, args=(ledger, writer, first)) for first in firsts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for name in sys.stdin:
    if (pid := os.fork()) == 0:
        try:
            live(int(name))
        finally:
            os._exit(1)
    tell("born", pid)
""".replace("LEADS", str(LEADS))


class Log(NamedTuple):
    """What the writers said."""

    tried: set[int]
    kept: set[int]
    answered: set[int]
    shadowed: set[int]
    commanded: set[int]
    outcomes: set[str]
    kills: int


def seconds() -> float:
    """Longer where the environment asks for it."""
    return float(os.environ.get("LEADCAST_KILLING_SECONDS", "4"))


def write_and_kill(url: str | None, state: Path, mode: str) -> Log:
    """Writers run, and one after the other is killed and replaced."""
    words = [sys.executable, "-c", NURSERY, url or "", str(state), mode]
    with (state / "complaints").open("wb") as complaints:
        nursery = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints)
    log = Log(set(), set(), set(), set(), set(), set(), 0)
    born: Queue[int] = Queue()
    listener = threading.Thread(target=_listen, args=(nursery, log, born), daemon=True)
    listener.start()
    alive: list[int] = []
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    try:
        kills = _kill(nursery, log, born, alive)
    finally:
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
        nursery.stdin.close()
        listener.join(60)
        nursery.stdout.close()
        nursery.wait(60)
    return log._replace(kills=kills + len(alive))


def _kill(nursery: subprocess.Popen[bytes], log: Log, born: Queue[int], alive: list[int]) -> int:
    """Kills one after the other, and has another born in its place; gives how many."""
    assert nursery.stdin is not None
    pick, kills, end = random.Random(5), 0, time.monotonic() + 60
    for name in range(100_000):
        nursery.stdin.write(f"{name}\n".encode())
        nursery.stdin.flush()
        alive.append(born.get(timeout=60))
        if len(alive) == WRITERS:
            time.sleep(pick.uniform(0.0, 0.15 if log.kept else 1.0))  # being born takes a while at first
            os.kill(alive.pop(pick.randrange(WRITERS)), signal.SIGKILL)
            kills += 1
        if log.kept and end - time.monotonic() > seconds():
            end = time.monotonic() + seconds()
        if time.monotonic() > end:
            break
    return kills


def _listen(nursery: subprocess.Popen[bytes], log: Log, born: Queue[int]) -> None:
    assert nursery.stdout is not None
    for line in nursery.stdout:
        what, number, *outcome = line.decode().split()
        if what == "born":
            born.put(int(number))
        else:
            getattr(log, what).add(int(number))
            log.outcomes.update(outcome)


def check(ledger: Ledger, log: Log) -> None:
    """All that was acknowledged is there once, and nothing that nobody wrote."""
    told = (f"{len(part)} {name}" for name, part in log._asdict().items() if isinstance(part, set))
    sys.stdout.write(f"{log.kills} kills: {', '.join(told)}\n")  # shown with -s
    assert min(len(log.kept), len(log.answered), log.kills) > 20
    assert min(len(log.shadowed), len(log.commanded)) > 2  # they put nothing aside
    touches: list[int] = []
    answers: list[tuple[str, int]] = []
    for number in range(LEADS):
        found = ledger.journey(f"L{number}")
        touches += [row[0] for row in found.lead.facts.rows["touches"]] if found else []
        answers += [(answer.kind, answer.received_at) for answer in ledger.answers(f"L{number}")]
    assert len(touches) == len(set(touches))
    assert log.kept <= set(touches) <= log.tried
    assert len(answers) == len(set(answers))
    for kind, acknowledged in (("contacted", log.answered), ("accepted", log.commanded)):
        assert acknowledged <= {at for found, at in answers if found == kind} <= log.tried
    for shadow, acknowledged in ((False, log.kept), (True, log.shadowed)):
        for at in sorted(acknowledged)[:: max(1, len(acknowledged) // 500)]:
            assert ledger.receipt(f"s{at}", shadow=shadow)


def test_killed_while_writing(empty: Any) -> None:
    """From the first moment, when they make the database."""
    log = write_and_kill(empty.url, empty.state, "refuse")
    assert log.outcomes == {"recorded"}
    with empty.open(10) as ledger:
        check(ledger, log)


def test_killed_while_the_database_comes_and_goes(tmp_path: Path) -> None:
    """What is put aside outlives its process too, and whoever comes next brings it in."""
    Ledger.open(None, tmp_path).close()
    going = threading.Event()

    def come_and_go() -> None:
        while not going.wait(0.4):
            (tmp_path / "ledger.db").rename(tmp_path / "away.db")
            time.sleep(0.4)
            (tmp_path / "away.db").rename(tmp_path / "ledger.db")

    mover = threading.Thread(target=come_and_go)
    mover.start()
    try:
        log = write_and_kill(None, tmp_path, "spool")
    finally:
        going.set()
        mover.join()
    assert log.outcomes == {"recorded", "spooled"}
    with Ledger.open(None, tmp_path) as ledger:
        Spool(tmp_path).drain(ledger)
        assert not Spool(tmp_path).waiting()
        check(ledger, log)
    assert not (tmp_path / "spool/refused.jsonl").exists()
