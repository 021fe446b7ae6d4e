"""Sources become the four tables of a journey."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from features import clock
from features.agreement import OURS
from features.agreement.parse import parse_agreement
from features.errors import SourceError
from features.sources import Journey, open_journey

if TYPE_CHECKING:
    from pathlib import Path

LEADS = "lead_id,created_at,account_id,city\n1,2024-03-01T10:00Z,acme,Köln\n2,2024-03-02 10:00,N/A, Bonn \n"
TOUCHES = "lead_id,at,kind,value\n1,2024-03-01 11:00,visit,\n2,2024-03-02 12:00,call,2.5\n"


def journey(folder: Path, sources: str, more: str = "", **keywords: Any) -> Journey:
    return open_journey(parse_agreement(f'name = "T"\n{more}\n[sources]\n{sources}'), folder, **keywords)


def rows(opened: Journey, sql: str) -> list[tuple[Any, ...]]:
    with opened:
        return opened.db.execute(sql).fetchall()


def test_the_four_tables_always_exist_and_leads_keep_their_attributes(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    with journey(tmp_path, 'leads = "leads.csv"') as opened:
        assert opened.db.execute("FROM leads ORDER BY lead_id").fetchall() == [
            ("1", clock.instant("2024-03-01T10:00:00Z"), "acme", "Köln"),
            ("2", clock.instant("2024-03-02T10:00:00Z"), None, "Bonn"),
        ]
        assert opened.attributes == ("city",)
        for table in ("touches", "stages", "attribute_changes"):
            assert opened.db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
            assert not opened.has(table)
        assert opened.has("leads", "account_id")


WRITERS = {
    "comma.csv": lambda path: path.write_text(TOUCHES),
    "semicolon.csv": lambda path: path.write_text(TOUCHES.replace(",", ";")),
    "tabs.tsv": lambda path: path.write_text(TOUCHES.replace(",", "\t")),
    "pipes.txt": lambda path: path.write_text(TOUCHES.replace(",", "|")),
    "bom.csv": lambda path: path.write_text(TOUCHES, encoding="utf-8-sig"),
    "windows.csv": lambda path: path.write_bytes(TOUCHES.replace("\n", "\r\n").encode()),
    "utf16.csv": lambda path: path.write_text(TOUCHES, encoding="utf-16"),
    "zipped.csv.gz": lambda path: path.write_bytes(gzip.compress(TOUCHES.encode())),
    "lines.jsonl": lambda path: path.write_text(
        '{"lead_id": 1, "at": "2024-03-01 11:00", "kind": "visit"}\n'
        '{"lead_id": 2, "at": "2024-03-02 12:00", "kind": "call", "value": 2.5}\n'
    ),
    "typed.parquet": lambda path: duckdb.sql(
        "SELECT 1 AS lead_id, TIMESTAMP '2024-03-01 11:00' AS \"at\", 'visit' AS kind, NULL::DOUBLE AS value "
        "UNION ALL SELECT 2, TIMESTAMP '2024-03-02 12:00', ' call', 2.5"
    ).write_parquet(str(path)),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_and_dialect_gives_the_same_touches(tmp_path: Path, name: str) -> None:
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    WRITERS[name](tmp_path / name)
    read = rows(
        journey(tmp_path, f'leads = "leads.csv"\ntouches = "{name}"'),
        'SELECT lead_id, "at", kind, direction, channel, value FROM touches ORDER BY lead_id',
    )
    assert read == [
        ("1", clock.instant("2024-03-01T11:00Z"), "visit", "inbound", None, None),
        ("2", clock.instant("2024-03-02T12:00Z"), "call", "inbound", None, 2.5),
    ]


def write(folder: Path, **tables: str) -> str:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return "\n".join(f'{name} = "{name}.csv"' for name in tables)


def test_directions_come_from_the_source_or_from_the_kind(tmp_path: Path) -> None:
    touches = """lead_id,at,kind,direction
1,2024-03-01,a,IN
1,2024-03-02,b,Outbound
1,2024-03-03,c,incoming
1,2024-03-04,Cold Call,
1,2024-03-05,visit,
1,2024-03-06,cold call,in
1,2024-03-07,noise,
"""
    sources = write(tmp_path, leads="lead_id,created_at\n1,2024-01-01\n", touches=touches)
    more = '\n[touches]\noutbound = ["cold call"]\nexclude = ["Noise"]'
    read = rows(journey(tmp_path, sources + more), 'SELECT direction FROM touches ORDER BY "at"')
    assert [direction for (direction,) in read] == [
        "inbound",
        "outbound",
        "inbound",
        "outbound",
        "inbound",
        "inbound",
    ]


@given(
    words=some.dictionaries(
        some.sampled_from(OURS), some.lists(some.sampled_from("ABCdeF"), min_size=1, max_size=2)
    ),
    theirs=some.lists(some.sampled_from([*"abcdefAB", "SQL", " Won "]), min_size=1, max_size=8),
)
@settings(max_examples=25, deadline=None)
def test_stages_are_named_as_the_agreement_names_them(
    tmp_path_factory: pytest.TempPathFactory, words: dict[str, list[str]], theirs: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("stages")
    lines = "".join(f'1,2024-01-{n + 1:02},"{stage}"\n' for n, stage in enumerate(theirs))
    sources = write(folder, leads="lead_id,created_at\n1,2024-01-01\n", stages=f"lead_id,at,stage\n{lines}")
    opened = journey(folder, sources + "\n[stages]\n" + "\n".join(f"{o} = {w}" for o, w in words.items()))
    read = rows(opened, 'SELECT stage FROM stages ORDER BY "at"')
    assert [stage for (stage,) in read] == [opened.agreement.stages.ours(stage) for stage in theirs]


def test_fields_of_a_history_are_the_columns_of_leads(tmp_path: Path) -> None:
    head = "lead_id,at,field,value\n"
    changes = head + "1,2024-01-02,Lead-Source,web\n1,2024-01-03,owner,Ann\n1,2024-01-04,Secret,x\n"
    sources = write(
        tmp_path,
        leads="lead_id,created_at,lead_source,secret\n1,2024-01-01,ads,x\n",
        attribute_changes=changes,
    )
    opened = journey(tmp_path, sources + '\n[attributes]\nexclude = ["SECRET"]')
    assert opened.attributes == ("lead_source",)
    assert rows(opened, 'SELECT field, value FROM attribute_changes ORDER BY "at"') == [
        ("lead_source", "web"),
        ("owner", "Ann"),
    ]


def test_until_shows_only_what_was_known_before(tmp_path: Path) -> None:
    sources = write(
        tmp_path,
        leads="lead_id,created_at\n1,2024-01-01\n2,05/02/2024\n3,2024-01-03\n4,13/01/2024\n",
        touches="lead_id,at,kind\n1,2024-01-09,a\n1,2024-01-10,b\n2,2024-01-02,c\n3,2024-02-01,d\n9,2024-01-02,e\n",
        stages="lead_id,at,stage\n1,2024-01-09 23:59:59.999999,mql\n1,2024-01-10,sql\n2,2024-02-10,sql\n",
    )
    with journey(tmp_path, sources, until=clock.instant("2024-01-10")) as opened:
        assert opened.db.execute("SELECT lead_id FROM leads ORDER BY 1").fetchall() == [("1",), ("3",)]
        assert opened.db.execute("SELECT kind FROM touches").fetchall() == [("a",)]
        assert opened.db.execute("SELECT stage FROM stages").fetchall() == [("mql",)]
        assert opened.db.execute("SELECT why, lead_id FROM set_aside").fetchall() == [("unknown lead", "9")]


def test_columns_are_found_by_name_or_by_the_agreement(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("Lead ID,Created-At,No. of Employees,ACCOUNT_ID\n1,2024-01-01,50,a\n")
    more = '\n[columns.leads]\nemployees = "No. of Employees"'
    opened = journey(tmp_path, 'leads = "l.csv"' + more)
    assert opened.attributes == ("employees",)
    assert rows(opened, "SELECT lead_id, account_id, employees FROM leads") == [("1", "a", "50")]


WRONG_COLUMNS = {
    "a column that is not there": (
        '[columns.leads]\nlead_id = "Prospekt ID"',
        r"lead_id = 'Prospekt ID': l\.csv has no such column; did you mean 'Prospect ID'\?",
    ),
    "a column of ours that does not exist": (
        '[columns.touches]\nknid = "Type"',
        r"\[columns\.touches\] knid: touches has no such column; did you mean kind\?",
    ),
}


@pytest.mark.parametrize("name", WRONG_COLUMNS)
def test_wrong_columns_are_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "l.csv").write_text("Prospect ID,created_at\n1,2024-01-01\n")
    (tmp_path / "t.csv").write_text("lead_id,at,Type\n1,2024-01-01,x\n")
    more, message = WRONG_COLUMNS[name]
    first = "" if "columns.leads" in more else '[columns.leads]\nlead_id = "Prospect ID"\n'
    with pytest.raises(SourceError, match=message):
        journey(tmp_path, 'leads = "l.csv"\ntouches = "t.csv"\n' + first + more)


def test_ids_of_numbers_are_whole_and_rows_of_a_lead_become_one(tmp_path: Path) -> None:
    values = "(1.0, '2024-01-01', 'x'), (1.0, '2024-01-01', 'x'), (NULL, '2024-01-01', 'y')"
    query = f"SELECT * FROM (VALUES {values}) AS t(lead_id, created_at, a)"
    opened = journey(tmp_path, f'leads = "{query}"')
    assert rows(opened, "SELECT lead_id, a FROM leads") == [("1", "x")]


def test_closing_leaves_nothing_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-16")
    with journey(tmp_path, 'leads = "leads.csv"'):
        assert list((tmp_path / "scratch").iterdir())
    with pytest.raises(SourceError):
        journey(tmp_path, 'leads = "nothing.csv"')
    assert list((tmp_path / "scratch").iterdir()) == []


def test_memory_is_bounded_by_spilling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = "leads = \"SELECT 1 AS lead_id, DATE '2024-01-01' AS created_at\"\n" + (
        "touches = \"SELECT 1 AS lead_id, 1704067200 + n AS at, 'visit' AS kind, md5(n::VARCHAR) AS asset, "
        'FROM range(400000) AS t(n)"'
    )
    monkeypatch.setenv("LEADCAST_MEMORY", "30MB")
    with journey(tmp_path, sources) as opened:
        assert sum(file.stat().st_size for file in opened.scratch.iterdir()) > 1_000_000
        assert opened.db.execute("SELECT count(DISTINCT asset) FROM touches").fetchone() == (400_000,)
    monkeypatch.setenv("LEADCAST_MEMORY", "much")
    with pytest.raises(SourceError, match=r"LEADCAST_MEMORY is 'much'; write an amount such as \"4GB\""):
        journey(tmp_path, sources)
