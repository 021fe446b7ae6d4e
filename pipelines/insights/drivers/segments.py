"""What drives conversion within parts of the book, and where that differs from the rest beyond chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy.special import ndtr

from features.clock import words
from models.drivers.chance import discoveries
from models.drivers.draws import estimates
from pipelines.insights.drivers.numbers import estimate, number
from pipelines.insights.grouping import OTHER, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.drivers.draws import Estimates, LeadDraws
    from models.rows import Bools, Floats
    from pipelines.insights.book import Book
    from pipelines.insights.drivers.looked import Looked
    from pipelines.insights.drivers.ranking import Driver
    from pipelines.insights.grouping import Grouping

LEAST: Final = 50
"""Leads that a segment needs inside and outside of it."""
FIRST: Final = 3
"""Drivers named of each segment."""
COMPARED: Final = 12
"""Drivers looked at, the first of all leads."""
MATTERS: Final = 0.02
MUCH: Final = 4 / 3
"""Log-odds and times by which the mean sizes must differ to be told of."""


class Segment(NamedTuple):
    """Some of the moments: what they were cut by, what they are called, and which they are [n].

    ``own`` is the driver they were cut by, which differs by itself; -1 if there is none.
    """

    by: str
    name: str
    member: Bools
    own: int = -1


def by_segment(
    book: Book, looked: Looked, drivers: tuple[Driver, ...], groups: tuple[Grouping, ...]
) -> dict[str, Any]:
    """The first drivers of each segment of enough leads, and the differences beyond chance."""
    draws = looked.draws
    if not drivers:
        return {"segments": [], "differences": []}
    size = np.abs(np.column_stack([driver.contribution for driver in drivers[:COMPARED]]))
    told: list[dict[str, Any]] = []
    tested: list[tuple[float, dict[str, Any]]] = []
    for segment in _segments(book, looked, drivers, groups):
        inside = segment.member[:, None].astype(np.float64)
        leads = int(np.unique(looked.lead[segment.member]).size)
        if leads < LEAST or np.unique(looked.lead[~segment.member]).size < LEAST:
            continue
        here, here_drawn = _means(draws, size, inside)
        there, there_drawn = _means(draws, size, 1 - inside)
        first = np.argsort(-here.value, kind="stable")[:FIRST].tolist()
        told.append(
            {
                "by": segment.by,
                "segment": segment.name,
                "leads": leads,
                "first": [{"driver": drivers[place].name, **estimate(here, place)} for place in first],
            }
        )
        names = [driver.name for driver in drivers[:COMPARED]]
        spread = (here_drawn - there_drawn).std(axis=0)
        tested += _compared(segment, names, here, there, spread)
    held = discoveries(np.array([p for p, _ in tested]))
    differences = [one for (_, one), holds in zip(tested, held.tolist(), strict=True) if holds]
    differences.sort(key=lambda one: -abs(one["here"]["value"] - one["elsewhere"]["value"]))
    return {"segments": told, "differences": differences}


def _means(draws: LeadDraws, size: Floats, inside: Floats) -> tuple[Estimates, Floats]:
    """The mean sizes among some of the rows, and the same in each draw."""
    part, whole = draws.by_lead(size * inside), draws.by_lead(inside)
    drawn = draws.drawn(part, whole)
    return estimates(part.sum(axis=0) / whole.sum(axis=0), drawn), drawn


def _compared(
    segment: Segment, names: Sequence[str], here: Estimates, there: Estimates, spread: Floats
) -> Iterator[tuple[float, dict[str, Any]]]:
    """Each driver's p-value of no difference, and what is to be told if there is one."""
    for place, name in enumerate(names):
        less, more = sorted((float(here.value[place]), float(there.value[place])))
        if place == segment.own or more - less < MATTERS or more < MUCH * less or not spread[place] > 0:
            continue
        gap = more - less
        p = float(2 * ndtr(-abs(gap) / spread[place]))
        yield (
            p,
            {
                "by": segment.by,
                "segment": segment.name,
                "driver": name,
                "here": estimate(here, place),
                "elsewhere": estimate(there, place),
                "p": number(p),
            },
        )


def _segments(
    book: Book, looked: Looked, drivers: tuple[Driver, ...], groups: tuple[Grouping, ...]
) -> Iterator[Segment]:
    yield from _by_text("first touch channel", _channels(book, looked))
    yield from _by_text("age", _ages(book, looked))
    if book.agreement.icp.rule:
        fits = book.fits
        yield from _by_text("ICP grade", [fits[row].grade or "none" for row in looked.rows.tolist()])
    largest = _largest(looked, drivers, groups)
    if largest is not None:
        own, group = largest
        for place, name in enumerate(group.groups):
            if name not in (OTHER, UNKNOWN):
                yield Segment(group.attribute, name, group.member[looked.rows, place], own)


def _by_text(by: str, texts: Sequence[str]) -> Iterator[Segment]:
    every = np.array(texts, dtype=str)
    for name in dict.fromkeys(sorted(every.tolist())):
        yield Segment(by, name, every == name)


def _channels(book: Book, looked: Looked) -> list[str]:
    names = book.reader.catalog.names
    if "first channel" not in names:
        return []
    column = names.index("first channel")
    levels = book.reader.catalog.features[column].levels
    return ["none yet" if np.isnan(code) else levels[int(code)] for code in looked.x[:, column]]


def _ages(book: Book, looked: Looked) -> list[str]:
    """The oldest agreed age that each moment has reached."""
    edges = np.array(sorted({0, *book.reader.agreement.moments.after_creation}), dtype=np.int64)
    labels = [f"from {words(int(edge))}" if edge else "new" for edge in edges]
    return [labels[place] for place in np.searchsorted(edges, looked.age, side="right") - 1]


def _largest(
    looked: Looked, drivers: tuple[Driver, ...], groups: tuple[Grouping, ...]
) -> tuple[int, Grouping] | None:
    """The attribute that forecasts give most, of those that put a lead in one group, and its driver."""
    by_attribute = {group.attribute: group for group in groups if group.kind != "items"}
    for place, driver in enumerate(drivers):
        for column in driver.features.tolist():
            feature = looked.features[column]
            if feature.group == "profile" and feature.name in by_attribute:
                return place, by_attribute[feature.name]
    return None
