"""A PostgreSQL database is read as it is: its types, in batches, with errors that keep the password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from features import clock
from features.agreement.parse import parse_agreement
from features.errors import SourceError
from features.sources import open_journey
from features.sources.database import streamed
from features.sources.specification import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = 300_000
TABLES = f"""
DROP SCHEMA IF EXISTS crm CASCADE;
CREATE SCHEMA crm;
CREATE TYPE crm.rating AS ENUM ('hot', 'cold');
CREATE TABLE crm.leads (
    "Lead ID" uuid, created_at timestamptz, rating crm.rating, employees integer, revenue numeric(12, 2),
    tags text[], extra jsonb, opted_out boolean, born date
);
INSERT INTO crm.leads VALUES
    ('00000000-0000-0000-0000-000000000001', '2024-03-01 10:00:00.000001+02', 'hot', 50, 1234.50,
     '{{crm,erp}}', '{{"a": 1}}', true, '2020-02-29'),
    ('00000000-0000-0000-0000-000000000002', '2024-03-02 10:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE touches AS
    SELECT lpad((n % 2 + 1)::text, 12, '0') AS id,
           timestamp '2024-03-03 00:00' + n * interval '1 second' AS happened,
           'visit' AS kind, (n / 4.0)::numeric(12, 2) AS value, repeat('x', 40) AS asset
    FROM generate_series(0, {ROWS - 1}) AS n;
"""


@pytest.fixture(scope="module")
def url(postgres_url: str) -> Iterator[str]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(TABLES)
    return postgres_url


def opened(folder: Path, leads: str, touches: str | None = None, more: str = "") -> Any:
    sources = f"leads = '''{leads}'''" + (f"\ntouches = '''{touches}'''" if touches else "")
    return open_journey(parse_agreement(f'name = "T"\n[sources]\n{sources}\n{more}'), folder)


def test_a_table_is_read_with_its_types(tmp_path: Path, url: str) -> None:
    with opened(tmp_path, f"{url} crm.leads") as journey:
        first, second = journey.db.execute("FROM leads ORDER BY lead_id").fetchall()
    assert first == (
        "00000000-0000-0000-0000-000000000001",
        clock.instant("2024-03-01T08:00:00.000001Z"),
        None,
        *("hot", "50", "1234.50", "crm;erp", '{"a": 1}', "true", "2020-02-29"),
    )
    assert second[1] == clock.instant("2024-03-02T10:00Z")
    assert second[2:] == (None,) * 8


def test_a_query_is_read_in_batches_and_whole(tmp_path: Path, url: str) -> None:
    query = (
        "SELECT '00000000-0000-0000-0000-' || id AS lead_id, happened AS at, kind, value, asset -- all\n"
        "FROM touches;"
    )
    with streamed(Database(url, query.rstrip(";"))) as reader:
        sizes = [batch.num_rows for batch in reader]
    assert sum(sizes) == ROWS
    assert max(sizes) < ROWS / 4
    with opened(
        tmp_path, f"{url} crm.leads", f"{url} {query}", '[columns.leads]\nlead_id = "Lead ID"'
    ) as journey:
        read = journey.db.execute(
            'SELECT count(*), count(DISTINCT lead_id), min("at"), max("at"), sum(value) FROM touches'
        ).fetchone()
    start = clock.instant("2024-03-03")
    assert read == (ROWS, 2, start, start + (ROWS - 1) * clock.SECOND, pytest.approx(sum(range(ROWS)) / 4))


BROKEN = {
    "no such table": ("{url} crm.nothing", r"sources\.leads: .*relation \"crm.nothing\" does not exist"),
    "bad query": ("{url} SELECT FROM WHERE", r"sources\.leads: .*syntax error"),
    "no server": ("postgresql://ann:secret@127.0.0.1:1/db leads", r"sources\.leads: .*connection.*refused"),
    "no column": ("{url} SELECT 1 AS lead_id", r"leads: .* has no column created_at \(found 'lead_id'\)"),
    "another database": ("mysql://ann:secret@host/db", r"mysql:// cannot be read"),
    "fails half way": (
        "{url} SELECT n::text AS lead_id, now() AS created_at, 1 / (200000 - n) AS x "
        "FROM generate_series(1, 300000) AS n",
        r"sources\.leads: .*division by zero",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_goes_wrong_is_one_line_without_the_password(tmp_path: Path, url: str, name: str) -> None:
    source, message = BROKEN[name]
    with pytest.raises(SourceError, match=f"(?is){message}") as caught:
        opened(tmp_path, source.format(url=url))
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
