"""A source opened as a relation: a query DuckDB can run, and the names and types of its columns."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

import duckdb

from features.errors import SourceError
from features.sources.files import files_sql
from features.sources.specification import Database, Files, Query, shown, specification

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from duckdb import DuckDBPyConnection


_LINE: Final = re.compile(
    r"Original Line:.*?(?=\nExpected|\nValue with|\nError when|\nPossible|\Z)", re.DOTALL
)


class Relation(NamedTuple):
    """A query, its columns' SQL types by name, and how messages call it.

    ``encoded`` says that text comes as dictionaries, on which DuckDB runs a plain function once a word.
    """

    sql: str
    types: dict[str, str]
    where: str
    encoded: bool = False


@contextmanager
def opened(
    db: DuckDBPyConnection, text: str, table: str, workspace: Path, scratch: Path
) -> Generator[Relation]:
    """The source that ``text`` names; a database's rows can be read once, while the context is open.

    Raises:
        SourceError: the source cannot be read, in one line that names the table and the source.
    """
    where = shown(text)
    try:
        match source := specification(text, table):
            case Database():
                with _incoming(db, source) as sql:
                    yield _described(db, sql, where)
            case Query():
                yield _described(db, f"FROM (\n{source.sql}\n)", where)
            case Files():
                sql = files_sql(db, source.pattern, workspace, scratch)
                yield _described(db, sql, where)._replace(encoded="read_parquet" in sql)
    except duckdb.Error as error:
        raise SourceError(f"sources.{table}: {where}: {_reason(error)}") from error
    except SourceError as error:
        raise SourceError(f"sources.{table}: {str(error).removeprefix(f'sources.{table}: ')}") from error


@contextmanager
def _incoming(db: DuckDBPyConnection, source: Database) -> Generator[str]:
    from features.sources.database import streamed

    with streamed(source) as reader:
        db.register("incoming", reader)
        try:
            yield "SELECT * FROM incoming"
        finally:
            db.unregister("incoming")


def _described(db: DuckDBPyConnection, sql: str, where: str) -> Relation:
    columns = db.execute(f"DESCRIBE {sql}").fetchall()
    return Relation(sql, {name: kind for name, kind, *_ in columns}, where)


def _reason(error: duckdb.Error) -> str:
    """What DuckDB says, on one line, without its advice about options and without the row it stopped at."""
    text = _LINE.sub("", str(error)).split("\nPossible")[0].split("Potential Fixes")[0].split("\n\nLINE")[0]
    if "state machine" in text:
        return (
            "its lines end in different ways, or quotes are not doubled inside quotes; save it as CSV again"
        )
    line = " ".join(text.split()).rstrip(".")
    return shown(line.partition(": ")[2] or line, 300)
