"""Rows of a PostgreSQL table or query, streamed as Arrow batches so that memory stays bounded."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from adbc_driver_manager import Error
from adbc_driver_postgresql import StatementOptions, dbapi

from features.errors import SourceError
from features.sources.quoting import named
from features.sources.specification import Database, shown

if TYPE_CHECKING:
    from collections.abc import Generator

BATCH_BYTES: Final = 4 << 20


@contextmanager
def streamed(source: Database) -> Generator[Any]:
    """A reader over the rows, in batches of about four megabytes; numbers and times typed, the rest text.

    Raises:
        SourceError: the server cannot be reached or refuses the query.
    """
    try:
        with dbapi.connect(source.url) as connection, connection.cursor() as cursor:
            cursor.adbc_statement.set_options(
                **{StatementOptions.BATCH_SIZE_HINT_BYTES.value: str(BATCH_BYTES)}
            )
            cursor.execute(
                _as_text(
                    source.sql, cursor.adbc_execute_schema(f"SELECT * FROM (\n{source.sql}\n) AS source")
                )
            )
            yield cursor.fetch_record_batch()
    except Error as error:
        raise SourceError(
            f"{shown(source.url)}: {_first_line(error)}; check the URL, the table and the query"
        ) from error


def _as_text(sql: str, schema: Any) -> str:
    """Types that Arrow lacks (numeric, uuid, enum, json, ranges) are made text by the server itself."""
    columns = (f"{_cell(named(field.name), field.type)} AS {named(field.name)}" for field in schema)
    return f"SELECT {', '.join(columns)} FROM (\n{sql}\n) AS source"


def _cell(name: str, kind: Any) -> str:
    if pa.types.is_list(kind):
        return f"array_to_string({name}, ';')"
    return name if _plain(kind) else f"{name}::text"


def _plain(kind: Any) -> bool:
    checks = (
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_timestamp,
        pa.types.is_date,
        pa.types.is_boolean,
    )
    return any(check(kind) for check in checks)


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return shown(lines[0] if lines else type(error).__name__, 200)
