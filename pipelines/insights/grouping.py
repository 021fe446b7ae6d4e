"""Every attribute's values and bands in words, and which moments stand in which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from features.attributes.wording import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.attributes.columns import AttributeColumn
    from models.rows import Bools, Floats, Ints
    from pipelines.insights.book import Book

    Said = list[tuple[str, dict[str, Any] | None]]

LEAST: Final = 20
"""Leads that a value needs to stand by itself; rarer ones stand together."""
BANDS: Final = 5
FEW: Final = 6
"""A number with at most so many values is not cut into bands."""
OTHER: Final = "other"
UNKNOWN: Final = "not filled in"


class Grouping(NamedTuple):
    """An attribute, or what is read from it, cut in groups.

    Attributes:
        attribute: as a rule of the profile names it, say "employees" or "job_title seniority".
        kind: "ordered" where the groups are levels or bands from low to high, "unordered" where they are
            words, "items" where a moment may stand in several.
        groups: in the order in which they are shown; the last may be OTHER, then UNKNOWN.
        member: [rows, groups], as known at each row's moment.
        conditions: how a rule of the profile would say each group; None where it cannot.
    """

    attribute: str
    kind: str
    groups: tuple[str, ...]
    member: Bools
    conditions: tuple[dict[str, Any] | None, ...]


def groupings(book: Book) -> tuple[Grouping, ...]:
    """Those of all attributes that are used, in their order; one that says the same of all is left out."""
    return tuple(found for found in _every(book) if int(found.member.any(axis=0).sum()) > 1)


def _every(book: Book) -> Iterator[Grouping]:
    for name in book.attributes:
        plan = book.reader.plan.attributes[name]
        parsed = np.concatenate([view.parsed(name) for view in book.views])
        items = [place for place, column in enumerate(plan.columns) if column.form == "item"]
        if items:
            yield _items(book, name, [plan.columns[place].item for place in items], parsed[:, items])
        for place, column in enumerate(plan.columns):
            values = parsed[:, place]
            if column.form == "level":
                yield _levels(book, column, values)
            elif column.form in ("flag", "filled"):
                yield _flag(column, values)
            elif column.form == "amount":
                yield _amounts(book, column.name, values)


def _levels(book: Book, column: AttributeColumn, values: Floats) -> Grouping:
    known = ~np.isnan(values)
    code = np.where(known, values, 0).astype(np.int64)
    leads = _leads(book, known, code, len(column.levels))
    rest = 0 if column.categorical else -1
    own = [place for place, count in enumerate(leads) if count >= LEAST and place != rest]
    if column.categorical:
        own.sort(key=lambda place: (-leads[place], column.levels[place]))
    member = [known & (code == place) for place in own]
    others = known & ~np.isin(code, own)
    return _grouping(
        column.name,
        "unordered" if column.categorical else "ordered",
        [(column.levels[place], {"one_of": [column.levels[place]]}) for place in own],
        member,
        others,
        ~known,
    )


def _leads(book: Book, known: Bools, code: Ints, codes: int) -> list[int]:
    """By code, how many leads ever had it."""
    pairs = np.unique(book.data.lead[known] * codes + code[known])
    return np.bincount(pairs % codes, minlength=codes).tolist()


def _items(book: Book, name: str, items: list[str], flags: Floats) -> Grouping:
    known = ~np.isnan(flags[:, 0])
    has = known[:, None] & (flags == 1)
    leads = [np.unique(book.data.lead[rows]).size for rows in has.T]
    own = sorted(
        (place for place, count in enumerate(leads) if count >= LEAST),
        key=lambda place: (-leads[place], items[place]),
    )
    others = known & ~has[:, own].any(axis=1)
    said: Said = [(items[place], {"contains": [items[place]]}) for place in own]
    return _grouping(name, "items", said, [has[:, place] for place in own], others, ~known)


def _flag(column: AttributeColumn, values: Floats) -> Grouping:
    yes, no = ("filled in", UNKNOWN) if column.form == "filled" else ("yes", "no")
    tellable = column.form == "flag"
    said: Said = [
        (yes, {"equals": True} if tellable else None),
        (no, {"equals": False} if tellable else None),
    ]
    nowhere = np.zeros(values.size, dtype=bool)
    return _grouping(column.name, "unordered", said, [values == 1, values == 0], nowhere, np.isnan(values))


def _amounts(book: Book, name: str, values: Floats) -> Grouping:
    known = ~np.isnan(values)
    seen = values[known & book.first]
    place = _band(values, _cuts(seen))
    said: Said = []
    member: list[Bools] = []
    for band in np.unique(place[known]).tolist():
        here = known & (place == band)
        low, high = float(values[here].min()), float(values[here].max())
        label = amount(low) if low == high else f"{amount(low)} to {amount(high)}"
        said.append((label, {"between": [low, high]}))
        member.append(here)
    return _grouping(name, "ordered", said, member, np.zeros(values.size, dtype=bool), ~known)


def _cuts(seen: Floats) -> Floats:
    """The largest value of every band but the last."""
    distinct = np.unique(seen)
    if distinct.size <= FEW:
        return distinct[:-1]
    return np.unique(np.quantile(seen, np.arange(1, BANDS) / BANDS, method="inverted_cdf"))


def _band(values: Floats, cuts: Floats) -> Ints:
    return np.searchsorted(cuts, np.nan_to_num(values), side="left").astype(np.int64)


def _grouping(
    attribute: str,
    kind: str,
    said: Said,
    member: list[Bools],
    others: Bools,
    unknown: Bools,
) -> Grouping:
    for label, rows in ((OTHER, others), (UNKNOWN, unknown)):
        if rows.any() and label not in (name for name, _ in said):
            said = [*said, (label, None)]
            member = [*member, rows]
    return Grouping(
        attribute,
        kind,
        tuple(label for label, _ in said),
        np.column_stack(member) if member else np.zeros((others.size, 0), dtype=bool),
        tuple(condition for _, condition in said),
    )
