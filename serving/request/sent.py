"""Dated rows as callers send them, read in one pass: a lead may bring thousands of them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from pydantic import ValidationError, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from serving.request.cells import instant, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

MOST_ROWS: Final = 10_000
"""Touches, stages or changes a lead may carry."""

TouchRow = tuple[int, str, str | None, str | None, str | None, str | None]
"""When, kind, direction, channel, asset, actor."""
StageRow = tuple[int, str]
"""When, and the stage in the words of the agreement's sources."""
ChangeRow = tuple[int, str, str | None, str | None]
"""When, the attribute, its value, and what it replaced."""
RowT = TypeVar("RowT", bound=tuple[Any, ...])


class Sent(NamedTuple, Generic[RowT]):
    """Rows, and the names of the columns that none of this kind has: they are ignored, with a warning."""

    rows: tuple[RowT, ...] = ()
    strange: frozenset[str] = frozenset()


def _reader(columns: tuple[str, ...], unused: tuple[str, ...] = ()) -> Callable[[Any, ValidationInfo], Any]:
    """Reads rows of some columns, of which ``at`` and the second must be there.

    Args:
        unused: columns that may be sent without a warning, and are not looked at.
    """
    named, texts, known = columns[1], columns[2:], frozenset((*columns, *unused))

    def read(value: Any, info: ValidationInfo) -> Sent[Any]:
        given = _listed(value)
        zone: tzinfo = (info.context or {}).get("zone", UTC)
        rows: list[tuple[Any, ...]] = []
        strange: set[str] = set()
        clean: set[str | None] = {None}  # texts that need no tidying; most come again and again

        def tidied(found: Any) -> str | None:
            told = text(found)
            if told == found:
                clean.add(told)
            return told

        for place, row in enumerate(given):
            try:
                name = tidied(row[named])
                if name is None:
                    raise ValueError
                get = row.get
                told = [one if (one := get(column)) in clean else tidied(one) for column in texts]
                rows.append((instant(row["at"], zone), name, *told))
            except (KeyError, ValueError, TypeError, AttributeError):
                raise _fault(place, row, columns, zone) from None
            if not row.keys() <= known:
                strange |= row.keys() - known
        return Sent(tuple(rows), frozenset(strange))

    return read


def _listed(value: Any) -> list[Any]:
    """Null and the empty text, which some callers send for what they do not have, are no rows."""
    if value is None or value == "":
        return []
    if not isinstance(value, list):
        raise ValueError("a list is expected")
    if len(value) > MOST_ROWS:
        raise ValueError(f"{MOST_ROWS:,} rows at most are expected")
    return value


def _fault(place: int, row: Any, columns: tuple[str, ...], zone: tzinfo) -> ValidationError:
    """What is wrong with a row that could not be read, and where."""
    where, what = [place], "an object is expected"
    if isinstance(row, dict):
        for column in columns:
            where, what = [place, column], _wrong(row, column, columns, zone)
            if what:
                break
    error = PydanticCustomError("row", "{what}", {"what": what})
    return ValidationError.from_exception_data(
        "rows", [InitErrorDetails(type=error, loc=tuple(where), input=None)]
    )


def _wrong(row: dict[Any, Any], column: str, columns: tuple[str, ...], zone: tzinfo) -> str:
    """What is wrong with a row's column; empty where nothing is."""
    if column in columns[:2] and column not in row:
        return "a value is expected"
    try:
        found = instant(row[column], zone) if column == "at" else text(row.get(column))
    except ValueError as error:
        return str(error)
    return "a value is expected" if found is None and column == columns[1] else ""


read_touches: Final = _reader(("at", "kind", "direction", "channel", "asset", "actor"), unused=("value",))
read_stages: Final = _reader(("at", "stage"), unused=("reason", "actor", "amount"))
read_changes: Final = _reader(("at", "field", "value", "old_value"))
