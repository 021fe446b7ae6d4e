"""Files are read as they were written, whatever wrote them; what cannot be read is one clear line."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from features import clock
from features.agreement.parse import parse_agreement
from features.errors import SourceError
from features.sources import open_journey

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "lead_id,created_at,note\n"


def notes(folder: Path, source: str) -> dict[str, str | None]:
    agreement = parse_agreement(f"name = 'T'\n[sources]\nleads = '''{source}'''")
    with open_journey(agreement, folder) as journey:
        (name,) = journey.attributes
        assert name in ("note", "no te")
        return dict(journey.db.execute(f'SELECT lead_id, "{name}" FROM leads ORDER BY lead_id').fetchall())


cells = some.text(
    some.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs", "Cc"], exclude_characters="\0")
)


@given(
    texts=some.lists(cells, min_size=1, max_size=5),
    delimiter=some.sampled_from(",;\t|"),
    end=some.sampled_from(["\n", "\r\n", "\r"]),
    every=some.booleans(),
    encoding=some.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    zipped=some.booleans(),
    break_in_header=some.sampled_from(["", "\n", "\r\n"]),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_is_the_inverse_of_writing(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[str],
    delimiter: str,
    end: str,
    break_in_header: str,
    encoding: str,
    every: bool,
    zipped: bool,
) -> None:
    folder = tmp_path_factory.mktemp("csv")

    def cell(text: str) -> str:
        quoted = every or any(mark in text for mark in '\r\n"' + delimiter)
        return '"' + text.replace('"', '""') + '"' if quoted else text

    table = [["lead_id", "created_at", break_in_header.join(["no", "te"])]]
    table += [[str(n), "2024-01-05", text] for n, text in enumerate(texts)]
    content = "".join(delimiter.join(map(cell, row)) + end for row in table).encode(encoding)
    (folder / "leads.csv.gz").write_bytes(gzip.compress(content) if zipped else b"")
    (folder / "leads.csv").write_bytes(b"" if zipped else content)
    blank = " \t\n\r\u00a0\ufeff"
    expected = {str(n): text.strip(blank) or None for n, text in enumerate(texts)}
    assert notes(folder, "leads.csv.gz" if zipped else "leads.csv") == expected


FILES: dict[str, bytes] = {
    "windows-1252": (HEAD + "1,2024-01-01,Köln 5 €\n").encode("cp1252"),
    "late umlaut": HEAD.encode() + b"2,2024-01-01,x\n" * 9000 + "1,2024-01-01,Köln 5 €\n".encode("cp1252"),
    "utf-16 without a mark": (HEAD + "1,2024-01-01,Köln 5 €\n").encode("utf-16-le"),
    "a spreadsheet's own line": ("sep=;\r\n" + HEAD.replace(",", ";") + "1;2024-01-01;Köln 5 €\r\n").encode(),
    "mixed line ends at the start": (HEAD + "1,2024-01-01,Köln 5 €\r\n2,2024-01-01,\r\n").encode(),
    "blank lines first": ("\n \r\n" + HEAD + "1,2024-01-01,Köln 5 €\n").encode(),
    "a column without a name": (HEAD.replace("\n", ",\n") + "1,2024-01-01,Köln 5 €,\n").encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_what_spreadsheets_do_to_files(tmp_path: Path, name: str) -> None:
    (tmp_path / "leads.csv").write_bytes(FILES[name])
    agreement = parse_agreement(
        'name = "T"\n[sources]\nleads = "leads.csv"\n[attributes]\nexclude = ["column3"]'
    )
    with open_journey(agreement, tmp_path) as journey:
        assert journey.attributes == ("note",)
        assert journey.db.execute("SELECT note FROM leads WHERE lead_id = '1'").fetchall() == [("Köln 5 €",)]


def test_a_glob_reads_files_whose_columns_differ_in_order_and_number(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "a[1].csv").write_text(HEAD + "1,2024-01-01,x\n")
    (tmp_path / "2024" / "b.csv").write_text("created_at;lead_id\n2024-01-02;2\n")
    assert notes(tmp_path, "2024/*.csv") == {"1": "x", "2": None}
    assert notes(tmp_path, "2024/a[1].csv") == {"1": "x"}


def test_json_keeps_zones_and_joins_lists(tmp_path: Path) -> None:
    (tmp_path / "leads.jsonl").write_text(
        '{"lead_id": 7, "created_at": "2024-01-05T10:00:00+02:00", "note": ["crm", "erp"]}\n'
        '{"lead_id": 8, "created_at": "2024-01-05T10:00:00Z"}\n'
    )
    assert notes(tmp_path, "leads.jsonl") == {"7": "crm;erp", "8": None}
    agreement = parse_agreement('name = "T"\n[sources]\nleads = "leads.jsonl"')
    with open_journey(agreement, tmp_path) as journey:
        first = journey.db.execute("SELECT created_at FROM leads ORDER BY lead_id LIMIT 1").fetchone()
    assert first == (clock.instant("2024-01-05T08:00Z"),)


def test_queries_start_at_the_workspace_and_see_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "l.csv").write_text("id;since;note\n1;2024-01-01;x\n2;2024-01-01;y\n")
    monkeypatch.setenv("WHICH", "raw")
    query = """
      -- their names
      SELECT id AS lead_id, since AS created_at, note
      FROM read_csv('${WHICH}/*.csv', all_varchar = true) WHERE id < '${LAST:-2}' -- only these
    ;"""
    assert notes(tmp_path, query) == {"1": "x"}


BROKEN: dict[str, tuple[str, str]] = {
    "no file": ("nothing.csv", r"no file 'nothing\.csv' \(looked in .*\); check the path"),
    "no match": ("*.nothing", r"no file '\*\.nothing'"),
    "a folder": (".", r"is a folder; write which of its files"),
    "a spreadsheet": ("book.xlsx", r"book\.xlsx is a spreadsheet.*save it as CSV"),
    "empty": ("empty.csv", r"empty\.csv is empty"),
    "a row too short": (
        "ragged.csv",
        r"ragged\.csv: CSV Error on Line: 2 Expected Number of Columns: 3 Found: 2",
    ),
    "two files in one": ("mixed.csv", r"lines end in different ways"),
    "a quote never closed": ("quote.csv", r"unterminated quote"),
    "not Parquet": ("bad.parquet", r"bad\.parquet: .*Parquet"),
    "not JSON": ("bad.jsonl", r"Malformed JSON"),
    "no such column": ("columns.csv", r"has no column created_at .*as in created_at = \"Created\""),
    "two columns for one": ("twice.csv", r"'Lead ID', 'Lead-ID', which could all be lead_id"),
    "no variable": ("${LEADCAST_NOWHERE}/a.csv", r"environment variable LEADCAST_NOWHERE is not set"),
    "bad SQL": ("SELECT FROM WHERE", r"syntax error"),
    "a file that is not there, in SQL": ("SELECT * FROM 'nothing.csv'", r"No files found.*nothing\.csv"),
    "a column that is not there, in SQL": ("SELECT nix FROM 'columns.csv'", r"column \"nix\" not found"),
    "two statements": ("SELECT 1; DROP TABLE x", r"syntax error"),
    "the network": ("FROM 'https://example.invalid/a.csv'", r"httpfs"),
    "a variable of Python's": ("FROM tmp_path", r"tmp_path does not exist"),
    "a web address": ("https://example.invalid/a.csv", r"https:// cannot be read"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_one_line_that_says_why(tmp_path: Path, name: str) -> None:
    (tmp_path / "book.xlsx").write_bytes(b"PK")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "ragged.csv").write_text(HEAD + "1,secret@example.com\n")
    (tmp_path / "mixed.csv").write_bytes(HEAD.encode() + b"1,2024-01-01,x\n2,2024-01-01,x\r\n")
    (tmp_path / "quote.csv").write_text(HEAD + '1,2024-01-01,"secret@example.com\n')
    (tmp_path / "bad.parquet").write_bytes(b"nonsense")
    (tmp_path / "bad.jsonl").write_text('{"a": 1\n')
    (tmp_path / "columns.csv").write_text("lead_id,Created\n1,2024-01-01\n")
    (tmp_path / "twice.csv").write_text("Lead ID,Lead-ID,created_at\n1,2,2024-01-01\n")
    source, message = BROKEN[name]
    with pytest.raises(SourceError, match=rf"^sources\.leads: .*{message}") as caught:
        notes(tmp_path, source)
    assert "\n" not in str(caught.value)
    assert "secret@" not in str(caught.value)
