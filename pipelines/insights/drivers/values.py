"""How often the leads of each value of an attribute convert, beside all leads, and which way that goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from models.drivers.chance import apart, discoveries, trend
from models.drivers.shrinking import shrunk
from pipelines.insights.drivers.numbers import estimate, number

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.rows import Bools, Floats, Ints
    from pipelines.insights.book import Book
    from pipelines.insights.grouping import Grouping

FEW: Final = 5.0
"""Conversions expected at the base rate, below which a value that does not differ is too rare to judge."""


def values(book: Book, target: Target, groups: tuple[Grouping, ...]) -> dict[str, Any]:
    """Counts of leads as they were on arrival, each once, whose horizon has passed.

    Of all the values together, at most one in twenty that are said to differ do so by chance (Benjamini and
    Hochberg); so of all trends.
    """
    rows = np.flatnonzero(book.first & book.known(target))
    young = int(np.count_nonzero(book.first & book.data.open[target])) - rows.size
    y = book.data.y[target][rows]
    quarter, names = quarters(book.data.created[rows])
    converted = int(y.sum())
    told: dict[str, Any] = {
        "leads": int(rows.size),
        "young": young,
        "conversions": converted,
        "rate": number(converted / rows.size) if rows.size else None,
        "quarters": names,
        "attributes": [],
    }
    if not rows.size:
        return told
    every = np.ones((rows.size, 1), dtype=bool)
    told["all"] = _by_quarter(every, y, quarter, len(names))[0]
    told["attributes"] = [
        _attribute(group, group.member[rows], y, quarter, len(names))
        for group in groups
        if np.count_nonzero(group.member[rows].any(axis=0)) > 1
    ]
    cells = [value for attribute in told["attributes"] for value in attribute["values"]]
    _judged(cells, "differs", "p")
    _judged([*cells, told["all"]], "moves", "trend_p")
    for attribute in told["attributes"]:
        attribute["differing"] = sum(value["differs"] for value in attribute["values"])
    told["attributes"].sort(key=lambda one: (-bool(one["differing"]), -(one["spread"] or 0.0)))
    return told


def quarters(created: Ints) -> tuple[Ints, list[str]]:
    """Each instant's quarter in UTC, by number from the first, and what they are called."""
    if not created.size:
        return np.zeros(0, np.int64), []
    month = created.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    quarter = month // 3
    first = int(quarter.min())
    every = range(first, int(quarter.max()) + 1)
    return quarter - first, [f"{1970 + one // 4} Q{one % 4 + 1}" for one in every]


def _attribute(group: Grouping, member: Bools, y: Floats, quarter: Ints, periods: int) -> dict[str, Any]:
    leads = member.sum(axis=0).astype(np.float64)
    converted = (member * y[:, None]).sum(axis=0)
    came = float(y.sum())
    base = min(max(came, 0.5), y.size - 0.5) / y.size  # neither none nor all: a beta needs both
    found = shrunk(converted, leads, base)
    total = float(leads.sum())
    spread = float((leads * (found.value - base) ** 2).sum() / total) ** 0.5 if total else 0.0
    by_quarter = _by_quarter(member, y, quarter, periods)
    told: list[dict[str, Any]] = []
    for place, name in enumerate(group.groups):
        here, did = int(leads[place]), int(converted[place])
        if not here:
            continue
        p = apart(did, here, int(came) - did, y.size - here)
        told.append(
            {
                "value": name,
                "leads": here,
                "conversions": did,
                "observed": number(did / here),
                "rate": estimate(found, place),
                "lift": number(float(found.value[place]) / base),
                "p": number(p),
                "few": here * min(base, 1 - base) < FEW,
                **by_quarter[place],
            }
        )
    return {"attribute": group.attribute, "kind": group.kind, "spread": number(spread), "values": told}


def _by_quarter(member: Bools, y: Floats, quarter: Ints, periods: int) -> list[dict[str, Any]]:
    """Of each group: leads and conversions by quarter, and the trend."""
    told: list[dict[str, Any]] = []
    for column in member.T:
        leads = np.bincount(quarter[column], minlength=periods).astype(np.float64)
        came = np.bincount(quarter[column], y[column], periods).astype(np.float64)
        z, p = trend(came, leads)
        told.append(
            {
                "by_quarter": [[int(one), int(did)] for one, did in zip(leads, came, strict=True)],
                "trend_z": number(z),
                "trend_p": number(p),
            }
        )
    return told


def _judged(cells: list[dict[str, Any]], name: str, by: str) -> None:
    """Notes in each cell whether its p-value holds among all of them."""
    p = np.array([np.nan if cell[by] is None else cell[by] for cell in cells], np.float64)
    for cell, holds in zip(cells, discoveries(p).tolist(), strict=True):
        cell[name] = holds
