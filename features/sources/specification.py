"""What a source says it is: a path or glob, a DuckDB query, or a database URL with a table or query."""

from __future__ import annotations

import os
import re
from typing import Final, NamedTuple

from features.errors import SourceError

_VARIABLE: Final = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
_COMMENTS: Final = re.compile(r"^(?:\s|--[^\n]*\n|/\*.*?\*/)*", re.DOTALL)
_QUERY: Final = re.compile(r"(?:SELECT|WITH|FROM)\b|\(\s*(?:SELECT|WITH|FROM)\b", re.IGNORECASE)
_URL: Final = re.compile(r"([a-z][a-z0-9+]+)://\S*", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"(://[^/\s:@]*):[^/\s]*@|(\bpassword=)[^&\s]+", re.IGNORECASE)
_POSTGRES: Final = ("postgresql", "postgres")


class Files(NamedTuple):
    """A path or a glob, as written."""

    pattern: str


class Query(NamedTuple):
    """A DuckDB query over raw files."""

    sql: str


class Database(NamedTuple):
    """A PostgreSQL database and the query to run in it."""

    url: str
    sql: str


Specification = Files | Query | Database


def specification(text: str, table: str) -> Specification:
    """Reads a source as the agreement writes it, with ``${NAME}`` and ``${NAME:-default}`` filled in.

    Raises:
        SourceError: a variable is not set, or the database is of a kind that cannot be read.
    """
    written = expand(text, table).strip()
    if not written:
        raise SourceError(f"sources.{table} is empty; write a path, a query or a database URL")
    sql = _COMMENTS.sub("", written, count=1).rstrip().rstrip(";")
    if _QUERY.match(sql):
        return Query(sql)
    url = _URL.match(written)
    if url is None:
        return Files(written)
    if url[1].lower() not in _POSTGRES:
        raise SourceError(
            f"sources.{table}: {url[1]}:// cannot be read; "
            "write a file, a DuckDB query or a postgresql:// URL followed by a table or query"
        )
    return Database(url[0], _database_query(written[url.end() :].strip().rstrip(";"), table))


def expand(text: str, table: str) -> str:
    """The text with its environment variables filled in."""

    def value(found: re.Match[str]) -> str:
        name, default = found[1], found[2]
        if (given := os.environ.get(name) or default) is None:
            raise SourceError(
                f"sources.{table}: the environment variable {name} is not set; "
                f"set it, or write a default as in ${{{name}:-data}}"
            )
        return given

    return _VARIABLE.sub(value, text)


def shown(text: str, width: int = 90) -> str:
    """The source as messages may show it: on one line, short, and without its password."""
    line = " ".join(
        _PASSWORD.sub(lambda found: f"{found[1]}:***@" if found[1] else f"{found[2]}***", text).split()
    )
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _database_query(rest: str, table: str) -> str:
    if _QUERY.match(rest):
        return rest
    return f"SELECT * FROM {rest or table}"
