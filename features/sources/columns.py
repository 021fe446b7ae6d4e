"""Finds our columns among theirs: by the agreement's ``[columns.…]``, else by name."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

from features.errors import SourceError
from features.naming import key
from features.sources.shapes import SHAPES, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Matched(NamedTuple):
    """Ours to theirs, and the columns of theirs that are none of ours."""

    ours: dict[str, str]
    rest: tuple[str, ...]


def match_columns(table: Table, theirs: Sequence[str], renamed: Mapping[str, str], where: str) -> Matched:
    """Which of their columns is which of ours.

    A column of theirs that has the name of one of ours, while the agreement points elsewhere, is left out.

    Raises:
        SourceError: a required column is not there, or two columns could be the same one of ours.
    """
    shape = {column.name: column for column in SHAPES[table]}
    _refuse_strangers(table, renamed, shape)
    ours = {name: _named(table, name, given, theirs, where) for name, given in renamed.items()}
    for name in shape:
        if name not in ours and (found := _by_name(table, name, theirs, where)):
            ours[name] = found
    missing = [name for name, column in shape.items() if column.required and name not in ours]
    if missing:
        raise SourceError(_missing(table, missing[0], theirs, where))
    taken = {*ours.values()} | {name for name in theirs if key(name) in map(key, ours)}
    return Matched(ours, tuple(name for name in theirs if name not in taken and name.strip("\ufeff ")))


def _refuse_strangers(table: Table, renamed: Mapping[str, str], known: Mapping[str, object]) -> None:
    for name in renamed:
        if name not in known and table != "leads":  # of leads, attributes may be renamed too
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"its columns are {', '.join(known)}"
            raise SourceError(f"[columns.{table}] {name}: {table} has no such column; {hint}")


def _named(table: Table, name: str, given: str, theirs: Sequence[str], where: str) -> str:
    for same in (lambda other: other == given, lambda other: key(other) == key(given)):
        if found := [other for other in theirs if same(other)]:
            return found[0]
    near = difflib.get_close_matches(given, theirs, n=1, cutoff=0.5)
    raise SourceError(
        f"[columns.{table}] {name} = {given!r}: {where} has no such column; "
        + (f"did you mean {near[0]!r}?" if near else f"it has {_listed(theirs)}")
    )


def _by_name(table: Table, name: str, theirs: Sequence[str], where: str) -> str | None:
    found = [other for other in theirs if key(other) == key(name)]
    exact = [other for other in found if other == name]
    if len(found) > 1 and not exact:
        raise SourceError(
            f"{where} has {_listed(found)}, which could all be {name}; "
            f'say which in [columns.{table}], as in {name} = "{found[0]}"'
        )
    return (exact or found or [None])[0]


def _missing(table: Table, name: str, theirs: Sequence[str], where: str) -> str:
    near = difflib.get_close_matches(key(name), [key(other) for other in theirs], n=1, cutoff=0.5)
    guess = next((other for other in theirs if near and key(other) == near[0]), "NAME OF THE COLUMN")
    return (
        f"{where} has no column {name} (found {_listed(theirs)}); "
        f'say which it is in [columns.{table}], as in {name} = "{guess}"'
    )


def _listed(names: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(repr(name[:60]) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
