"""Stage changes from leads that have a column of dates for each stage: a query that turns them over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.sources.encodings import encoding_of
from features.sources.files import find, format_of
from features.sources.quoting import named, quoted
from features.sources.specification import Database, Files, Query, specification

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ENCODINGS = {"cp1252": "latin-1", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}


def unpivoted(leads: str, workspace: Path, lead_id: str, dates: Mapping[str, str]) -> str:
    """The source of stage changes: one row for each lead and each of the date columns that is filled.

    ``dates`` has our stage for each column of theirs; the source is of the same kind as that of leads.
    """
    source = specification(leads, "leads")
    match source:
        case Database():
            url, relation, text = leads.split(maxsplit=1)[0] + " ", f"(\n{source.sql}\n) AS leads", "text"
        case Query():
            url, relation, text = "", f"(\n{source.sql}\n)", "VARCHAR"
        case Files():
            url, relation, text = "", _reader(source.pattern, workspace), "VARCHAR"
    # as text, so that dates, times and empty texts go together
    rows = (
        f'SELECT {named(lead_id)} AS lead_id, {named(column)}::{text} AS "at", {quoted(stage)} AS stage\n'
        f"FROM {relation}\nWHERE trim({named(column)}::{text}) <> ''"
        for column, stage in dates.items()
    )
    return url + "\nUNION ALL\n".join(rows)


def _reader(pattern: str, workspace: Path) -> str:
    path = find(pattern, workspace)[0]
    match format_of(path):
        case "parquet":
            return f"read_parquet({quoted(pattern)}, union_by_name = true)"
        case "json":
            return f"read_json({quoted(pattern)})"
        case _:
            encoding = _ENCODINGS.get(encoding_of(path), encoding_of(path))
            given = "" if encoding == "utf-8" else f", encoding = {quoted(encoding)}"
            return f"read_csv({quoted(pattern)}, all_varchar = true, header = true{given})"
