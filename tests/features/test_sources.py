"""Sources become the four tables of a journey."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from features import clock
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


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"sources\.leads: no file 'leads\.csv'"):
        journey(tmp_path, 'leads = "leads.csv"')
