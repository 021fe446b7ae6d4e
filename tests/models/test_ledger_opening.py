"""Opening a ledger: made if it is not there, migrated if it is older, by one process at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import models.ledger
from features.agreement.parse import parse_agreement
from features.errors import LedgerError
from models.ledger import Document, Facts, Ledger, ledger_url
from models.ledger.engine import engine_of
from models.ledger.migrating import bring_up_to_date
from models.ledger.place import VARIABLE, place_of
from models.ledger.schema import HEAD, metadata
from models.workspace import Workspace

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SCRIPT = ScriptDirectory(str(Path(models.ledger.__file__).parent / "migrations"))
TOLD = Document("L", "request", 1, Facts.of(1, "A", {"x": "y"}))


def migrate_to(connection: Connection, revision: str) -> None:
    """As the release that had this revision left the database."""
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        for step in reversed(list(SCRIPT.iterate_revisions(revision, "base"))):
            step.module.upgrade()
            context.stamp(SCRIPT, step.revision)


def engine_for(empty: Any) -> tuple[Engine, Any]:
    place = place_of(empty.url, empty.state)
    if place.file:
        place.file.touch()
    return engine_of(place, 5.0), place


def test_the_migrations_end_in_the_schema(empty: Any) -> None:
    assert SCRIPT.get_heads() == [HEAD]
    empty.open().close()
    engine, _ = engine_for(empty)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        indices = {index.name for table in metadata.tables.values() for index in table.indexes}
        found = inspect(connection)
        assert {
            index["name"] for name in found.get_table_names() for index in found.get_indexes(name)
        } == indices
    engine.dispose()


@pytest.mark.parametrize("revision", [step.revision for step in SCRIPT.walk_revisions()])
def test_an_older_database_keeps_what_it_has(empty: Any, revision: str) -> None:
    engine, _ = engine_for(empty)
    with engine.begin() as connection:
        migrate_to(connection, revision)
        connection.execute(
            text(
                "INSERT INTO documents (lead_id, digest, source, account_id, said_at, rows, body) "
                "VALUES (:lead_id, :digest, 'request', 'A', 1, 0, :body)"
            ),
            {"lead_id": "L", "digest": TOLD.digest, "body": TOLD.body},
        )
    with empty.open() as ledger:
        found = ledger.journey("L")
        assert found is not None
        assert found.lead.facts == TOLD.facts
        ledger.told([TOLD])
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
        assert connection.scalar(text("SELECT count(*) FROM documents")) == 1
    engine.dispose()


def test_a_newer_database_is_left_alone(empty: Any) -> None:
    empty.open().close()
    engine, _ = engine_for(empty)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '999'"))
    with pytest.raises(LedgerError, match="newer Leadcast"):
        empty.open()
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "999"
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing(empty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(context: Any, script: Any, revision: str) -> None:
        if revision == HEAD:
            raise OSError(28, "No space left on device")
        stamp(context, script, revision)

    stamp = MigrationContext.stamp
    engine, place = engine_for(empty)
    with monkeypatch.context() as patch:
        patch.setattr(MigrationContext, "stamp", fails)
        with pytest.raises(OSError, match="No space"):
            bring_up_to_date(engine, place)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    bring_up_to_date(engine, place)
    engine.dispose()
    empty.open().close()


def test_many_processes_open_an_empty_database_at_once(empty: Any) -> None:
    script = (
        "import sys, pathlib; from models.ledger import Document, Facts, Ledger\n"
        "import alembic.operations, alembic.runtime.migration, alembic.script, psycopg\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "with Ledger.open(sys.argv[1] or None, pathlib.Path(sys.argv[2]), patience=20) as ledger:\n"
        "    ledger.told([Document(sys.argv[3], 'request', 1, Facts.of(1))])\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, empty.url or "", str(empty.state / "made"), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for number in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    with Ledger.open(empty.url, empty.state / "made") as ledger:
        assert all(ledger.journey(str(number)) for number in range(3))


def test_many_threads_use_one_ledger_that_nobody_opened_yet(empty: Any) -> None:
    ledger = Ledger.at(empty.url, empty.state / "made")
    assert not (empty.state / "made").exists()
    threads = [
        threading.Thread(target=ledger.told, args=([Document(str(number), "request", 1, Facts.of(1))],))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(ledger.journey(str(number)) for number in range(8))
    ledger.close()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://someone:secret@host/x",
        "nonsense secret",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://someone:secret@host:port/x",
    ],
)
def test_an_url_of_no_use_is_refused_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="write postgresql://USER:PASSWORD@HOST/DATABASE") as caught:
        Ledger.open(url, tmp_path)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://someone:secret@127.0.0.1:1/ours",
        "postgres://someone@127.0.0.1:1/ours?password=secret",
        "postgresql+psycopg://someone:secret@127.0.0.1:1/ours?options=-c%20search_path%3Dsecret",
    ],
)
def test_a_server_that_is_not_there_is_named_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(
        LedgerError, match=r"the ledger postgresql://127\.0\.0\.1:1/ours: OperationalError"
    ) as caught:
        Ledger.open(url, tmp_path)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_where_the_ledger_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    plain = 'name = "x"\n[sources]\nleads = "x"\n'
    assert ledger_url(parse_agreement(plain)) is None
    named = parse_agreement(f'{plain}[ledger]\nurl = "postgresql://a/b"\n')
    assert ledger_url(named) == "postgresql://a/b"
    monkeypatch.setenv(VARIABLE, "sqlite:///elsewhere.db")
    assert ledger_url(named) == "sqlite:///elsewhere.db"
    assert place_of(None, Workspace(tmp_path).state).file == tmp_path / ".leadcast/ledger.db"


def test_a_file_that_is_gone_is_not_made_again_unasked(tmp_path: Path) -> None:
    """A process that starts while the file is away must not begin another, which would be overwritten."""
    Ledger.open(None, tmp_path).close()
    (tmp_path / "ledger.db").rename(tmp_path / "away.db")
    with pytest.raises(LedgerError, match=r"is gone; put it back, or .* remove ledger\.made beside it"):
        Ledger.open(None, tmp_path)
    assert not (tmp_path / "ledger.db").exists()
    (tmp_path / "ledger.made").unlink()
    Ledger.open(None, tmp_path).close()


def test_the_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    Ledger.open(None, tmp_path / "made").close()
    assert (tmp_path / "made/ledger.db").stat().st_mode & 0o077 == 0


def test_an_open_ledger_loads_nothing_heavy(tmp_path: Path) -> None:
    Ledger.open(None, tmp_path).close()
    script = (
        "import sys, pathlib; from models.ledger import Ledger, Writer\n"
        "Ledger.open(None, pathlib.Path(sys.argv[1])).close()\n"
        "print({'pandas', 'duckdb', 'mlflow', 'sklearn', 'alembic', 'psycopg', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], check=True, capture_output=True, text=True
    )
    assert done.stdout == "set()\n"
