"""A database that is locked, gone, silent or full is an error within seconds; once it is back it works."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy import make_url

from features.errors import ConflictError, LedgerError
from models.ledger import Answer, Document, Facts, Ledger, Spool, Writer, refuge, trouble
from models.ledger.lines import read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

PATIENCE = 0.5
SOON = 2.0 + 1.5
"""What connecting may take, and what a busy machine may add."""
REST = 0.2
ANSWER = Answer(lead_id="L", kind="accepted", received_at=1, key="k")


def told(lead_id: str, at: int = 1) -> Document:
    return Document(lead_id, "request", 1, Facts.of(touches=[{"at": at, "kind": "visit"}]))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refuge, "PAUSE", 0.05)
    monkeypatch.setattr(trouble, "REST", REST)


@contextlib.contextmanager
def bounded(seconds: float = SOON) -> Generator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


def eventually(holds: Callable[[], Any], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(LedgerError):
            if holds():
                return
        time.sleep(0.05)
    pytest.fail("it never came to be")


@contextlib.contextmanager
def locked(empty: Any) -> Generator[None]:
    """Another program holds all of it."""
    if empty.url is None:
        other = sqlite3.connect(empty.state / "ledger.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
    else:
        other = psycopg.connect(empty.url)
        other.execute("LOCK documents, answers, receipts")
    try:
        yield
    finally:
        other.rollback()
        other.close()


class Wire:
    """What lies between us and a server: it can be cut, and it can fall silent."""

    def __init__(self, url: str) -> None:
        self._server = make_url(url)
        self._ends: list[socket.socket] = []
        self._silent = threading.Event()
        self._listener = self._listen(0)
        self.port = int(self._listener.getsockname()[1])
        self.url = self._server.set(port=self.port).render_as_string(hide_password=False)

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                ours, _ = listener.accept()
            except OSError:
                return
            theirs = socket.create_connection((self._server.host or "", self._server.port or 0))
            self._ends += [ours, theirs]
            threading.Thread(target=self._carry, args=(ours, theirs), daemon=True).start()

    def _carry(self, ours: socket.socket, theirs: socket.socket) -> None:
        other = {ours: theirs, theirs: ours}
        with contextlib.suppress(OSError, ValueError):
            while True:
                ready, _, _ = select.select([ours, theirs], [], [], 0.02)
                for end in ready if not self._silent.is_set() else ():
                    if not (said := end.recv(65536)):
                        raise OSError
                    other[end].sendall(said)
                if self._silent.is_set():
                    time.sleep(0.02)
        for end in (ours, theirs):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._silent.clear()
        if self._listener.fileno() < 0:
            self._listener = self._listen(self.port)

    def fall_silent(self) -> None:
        self._silent.set()

    def close(self) -> None:
        self.mend()
        self.cut()
        time.sleep(0.05)
        for end in self._ends:
            end.close()


class Vanishing:
    """A database that can be taken away and put back."""

    def __init__(self, empty: Any, how: str) -> None:
        self.state: Path = empty.state
        self.how = how
        self.wire = Wire(empty.url) if empty.url else None
        self.url = self.wire.url if self.wire else None
        self._file = self.state / "ledger.db"
        self._aside = self.state / "aside"

    def vanish(self) -> None:
        if self.wire:
            self.wire.cut() if self.how == "gone" else self.wire.fall_silent()
            return
        self._aside.mkdir()
        for file in self.state.glob("ledger.db*"):
            file.rename(self._aside / file.name)
        if self.how == "replaced":
            self._file.mkdir()

    def back(self) -> None:
        if self.wire:
            self.wire.mend()
            return
        if self.how == "replaced":
            self._file.rmdir()
        for file in self._aside.iterdir():
            file.rename(self.state / file.name)
        self._aside.rmdir()


@pytest.fixture(params=["gone", "replaced"])
def vanishing(empty: Any, request: pytest.FixtureRequest) -> Iterator[Vanishing]:
    """SQLite: no file, or a folder in its place. PostgreSQL: connections are refused, or nobody answers."""
    made = Vanishing(empty, request.param)
    yield made
    if made.wire:
        made.wire.close()


def test_a_locked_database_is_an_error_and_then_works_again(empty: Any) -> None:
    with empty.open(PATIENCE) as ledger:
        ledger.told([told("L")])
        with locked(empty):
            with bounded(), pytest.raises(LedgerError, match=r"^the ledger .*: ") as caught:
                ledger.told([told("jo@example.com")])
            assert "example.com" not in str(caught.value)
            with bounded(PATIENCE), pytest.raises(LedgerError):  # it rests, and nobody waits again
                ledger.answered(ANSWER)
            if empty.url is None:  # whoever reads needs no lock
                assert ledger.journey("L")
        time.sleep(2 * REST)
        ledger.told([told("M")])
        assert ledger.answered(ANSWER) == "recorded"
        assert ledger.journey("M")


def test_a_database_that_vanishes_is_an_error_and_then_works_again(vanishing: Vanishing) -> None:
    with Ledger.open(vanishing.url, vanishing.state, patience=PATIENCE) as ledger:
        ledger.told([told("L")])
        vanishing.vanish()
        for attempt in (lambda: ledger.told([told("M")]), lambda: ledger.journey("L")):
            with bounded(), pytest.raises(LedgerError):
                attempt()
            time.sleep(2 * REST)
        vanishing.back()
        ledger.told([told("M")])
        assert ledger.journey("L")
        assert ledger.journey("M")


def test_what_is_written_meanwhile_is_put_aside_and_comes_in(vanishing: Vanishing) -> None:
    ledger = Ledger.open(vanishing.url, vanishing.state, patience=PATIENCE)
    writer = Writer(ledger, Spool(vanishing.state))
    assert writer.keep([told("before")]).result(10) == "recorded"
    assert writer.answered(ANSWER).result(10) == "recorded"
    vanishing.vanish()
    with bounded():
        assert writer.keep([told("during")]).result(10) == "spooled"
    assert writer.lost
    with bounded(1.0):  # once it is known, nobody waits for the database
        assert writer.answered(replace(ANSWER, key="during")).result(10) == "spooled"
        assert writer.keep([told("during", 2)]).result(10) == "spooled"
    vanishing.back()
    eventually(lambda: not writer.lost and ledger.answers("L")[1:])
    assert writer.keep([told("after")]).result(10) == "recorded"
    found = ledger.journey("during")
    assert found is not None
    assert found.lead.facts.size == 2
    assert [answer.key for answer in ledger.answers("L")] == ["during", "k"]
    eventually(lambda: not Spool(vanishing.state).waiting())
    writer.close()
    ledger.close()


def test_without_a_spool_it_refuses(vanishing: Vanishing) -> None:
    with Ledger.open(vanishing.url, vanishing.state, patience=PATIENCE) as ledger:
        writer = Writer(ledger)
        vanishing.vanish()
        with bounded(), pytest.raises(LedgerError):
            writer.keep([told("L")]).result(10)
        assert writer.lost
        vanishing.back()
        eventually(lambda: writer.keep([told("L")]).result(10) == "recorded")
        assert not writer.lost
        writer.close()


def test_a_database_that_was_never_there_is_made_when_it_comes(empty: Any) -> None:
    """A service starts while its database does not."""
    wire = Wire(empty.url) if empty.url else None
    blocked = empty.state / "state"
    blocked.mkdir()
    if wire:
        wire.cut()
    else:
        (blocked / "ledger.db").mkdir()
    ledger = Ledger.at(wire.url if wire else None, blocked, patience=PATIENCE)
    writer = Writer(ledger, Spool(blocked))
    assert writer.keep([told("L")]).result(10) == "spooled"
    if wire:
        wire.mend()
    else:
        (blocked / "ledger.db").rmdir()
    eventually(lambda: ledger.journey("L"))
    writer.close()
    ledger.close()
    if wire:
        wire.close()


def test_what_another_process_left_is_brought_in(empty: Any) -> None:
    Spool(empty.state).append([told("L"), ANSWER])
    with empty.open(PATIENCE) as ledger:
        writer = Writer(ledger, Spool(empty.state))
        eventually(lambda: ledger.answers("L"))
        assert ledger.journey("L")
        eventually(lambda: not Spool(empty.state).waiting())
        writer.close()


def test_draining_twice_changes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for _ in range(2):
        spool.append([told("L"), ANSWER, told("L", 2)])
        spool.append([told("L"), ANSWER])
        assert spool.drain(ledger) == 5
        assert not spool.waiting()
        assert spool.drain(ledger) == 0
    found = ledger.journey("L")
    assert found is not None
    assert found.lead.facts.size == 2
    assert len(ledger.answers("L")) == 1


def test_a_torn_line_takes_no_other_with_it(ledger: Ledger, tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.append([told("L")])
    file = tmp_path / "spool/waiting.jsonl"
    whole = file.read_bytes()
    for length in (len(whole) // 2, len(whole) - 2):
        file.write_bytes(whole + whole[:length])  # killed in the middle of the second
        spool.append([told("M"), ANSWER])
        assert spool.drain(ledger) == 3
    assert ledger.journey("M")
    file.write_bytes(whole + whole[:10])
    assert spool.drain(ledger) == 1


def test_an_answer_that_contradicts_one_in_the_database_is_not_dropped(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.answered(ANSWER)
    spool = Spool(tmp_path)
    other = replace(ANSWER, note="otherwise")
    spool.append([other, replace(ANSWER, key="new")])
    spool.drain(ledger)
    assert [answer.note for answer in ledger.answers("L")] == [None, None]
    refused = (tmp_path / "spool/refused.jsonl").read_bytes().splitlines()
    assert read_lines(refused) == ([other], 0)


def test_a_spool_that_cannot_be_written_is_an_error(vanishing: Vanishing) -> None:
    with Ledger.open(vanishing.url, vanishing.state, patience=PATIENCE) as ledger:
        writer = Writer(ledger, Spool(vanishing.state))
        vanishing.vanish()
        (vanishing.state / "spool").mkdir(exist_ok=True)
        (vanishing.state / "spool/waiting.jsonl").symlink_to("/dev/full")
        with bounded(), pytest.raises(LedgerError, match=r"cannot be written either \(No space left"):
            writer.answered(ANSWER).result(10)
        (vanishing.state / "spool/waiting.jsonl").unlink()
        vanishing.back()
        time.sleep(2 * REST)
        assert writer.answered(ANSWER).result(10) == "recorded"
        writer.close()


FULL = """
import json, pathlib, resource, signal, sys, time
from models.ledger import *
from models.ledger import refuge
refuge.PAUSE = 0.05
state = pathlib.Path(sys.argv[1])
ledger = Ledger.open(None, state)
writer = Writer(ledger, Spool(state))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
def tell(number, size=400):
    text = "".join(chr(33 + (number * 7919 + place * place) % 9973) for place in range(size))
    document = Document(f"L{number}", "request", 1, Facts.of(attributes={"x": text}))
    try:
        return writer.keep([document]).result(20)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
said = {"first": tell(0)}
limit = (state / "ledger.db-wal").stat().st_size + 20_000
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
outcomes = []
while len(outcomes) < 400 and not any(":" in outcome for outcome in outcomes):
    outcomes.append(tell(len(outcomes) + 1))
said["outcomes"] = outcomes
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
deadline = time.monotonic() + 30
while (writer.lost or Spool(state).waiting()) and time.monotonic() < deadline:
    time.sleep(0.05)
said["after"] = tell(1000)
said["kept"] = [number for number in range(len(outcomes) + 1) if ledger.journey(f"L{number}")]
writer.close()
print(json.dumps(said))
"""


def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """No file may grow: first the database is full, then the spool; then there is room again."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False, timeout=90
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    outcomes = said["outcomes"]
    assert said["first"] == said["after"] == "recorded"
    assert {"spooled"} <= set(outcomes[:-1]) <= {"recorded", "spooled"}
    assert outcomes[-1].startswith("LedgerError: the ledger is lost and ")
    assert set(range(len(outcomes))) <= set(said["kept"])


def test_a_database_that_may_only_be_read_is_an_error(tmp_path: Path) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("expected: this system cannot fork")
    folder = Path(tempfile.mkdtemp(prefix="leadcast-readonly-"))
    try:
        with Ledger.open(None, folder) as ledger:
            ledger.told([told("L")])
        folder.chmod(0o555)
        (folder / "ledger.db").chmod(0o444)
        child = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(folder)], capture_output=True, text=True, check=False
        )
        assert child.stdout.split() == ["written:", "LedgerError", "spooled:", "LedgerError"], child.stderr
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    del tmp_path


READ_ONLY = """
import os, pathlib, sys
from models.ledger import *
from features.errors import LedgerError
import sqlalchemy.dialects.sqlite, models.ledger.spool, encodings.idna
folder = pathlib.Path(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)  # root may write anything
ledger = Ledger.at(None, folder)
for name, attempt in (
    ("written:", lambda: ledger.told([Document("M", "request", 1, Facts.of(1))])),
    ("spooled:", lambda: Spool(folder).append([Document("M", "request", 1, Facts.of(1))])),
):
    try:
        attempt()
        print(name, "nothing")
    except LedgerError as error:
        print(name, "LedgerError")
        print(error, file=sys.stderr)
"""


def test_one_bad_entry_does_not_harm_the_others(ledger: Ledger, tmp_path: Path) -> None:
    writer = Writer(ledger, Spool(tmp_path))
    bad = Document("jo@example.com", "request", 2**70, Facts.of(1))
    futures = [writer.keep([one]) for one in (told("a"), bad, told("b"))]
    assert futures[0].result(10) == futures[2].result(10) == "recorded"
    with pytest.raises(LedgerError, match="does not take what was told") as caught:
        futures[1].result(10)
    assert "example.com" not in str(caught.value)
    assert not writer.lost
    assert ledger.journey("a")
    assert ledger.journey("b")
    Spool(tmp_path).append([told("c"), bad, told("d")])
    assert Spool(tmp_path).drain(ledger) == 3
    assert ledger.journey("d")
    assert len((tmp_path / "spool/refused.jsonl").read_bytes().splitlines()) == 1
    writer.close()


def test_the_writer_tells_each_caller_of_its_own(ledger: Ledger) -> None:
    writer = Writer(ledger)
    first = writer.answered(ANSWER)
    again = writer.answered(ANSWER)
    other = writer.answered(replace(ANSWER, note="otherwise"))
    assert [first.result(10), again.result(10)] == ["recorded", "already"]
    with pytest.raises(ConflictError):
        other.result(10)
    writer.close()
    with pytest.raises(LedgerError, match="closed"):
        writer.keep([told("L")])


def test_who_went_away_is_no_fault(ledger: Ledger) -> None:
    writer = Writer(ledger)
    for number in range(50):
        writer.keep([told(f"L{number}")]).cancel()
    assert writer.keep([told("last")]).result(10) == "recorded"
    assert all(ledger.journey(f"L{number}") for number in range(50))
    writer.close()


def test_what_came_in_before_closing_is_written(ledger: Ledger) -> None:
    writer = Writer(ledger)
    futures = [writer.keep([told(f"L{number}")]) for number in range(1500)]
    writer.close()
    assert {future.result(0) for future in futures} == {"recorded"}


def test_a_queue_that_is_full_refuses(empty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.ledger.writer.MOST_WAITING", 5)
    with empty.open(PATIENCE) as ledger:
        writer = Writer(ledger)
        with locked(empty):
            futures = [writer.keep([told("L")])]
            time.sleep(0.3)
            futures += [writer.keep([told(f"L{number}")]) for number in range(5)]
            with pytest.raises(LedgerError, match="too much waits"):
                writer.keep([told("M")])
        for future in futures:
            with contextlib.suppress(LedgerError):
                future.result(10)
        writer.close()
