"""Each lead as it was known on arrival, what the rules say of it, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from features.attributes.wording import listed, tokens
from models.icp.evidence.sample import Attribute, Sample
from pipelines.insights.grouping import UNKNOWN, groupings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.agreement.values import Target
    from models.icp import Fit
    from models.rows import Bools, Ints
    from pipelines.insights.book import Book
    from pipelines.insights.grouping import Grouping

NOT_WHO_IT_IS: Final = frozenset(
    listed(
        "channel channels campaign campaigns source sources medium utm referrer referral referer origin "
        "landing hear heard visit visits visited view views viewed click clicks clicked open opens opened "
        "session sessions spent"
    )
)
"""Words in the name of an attribute that tells how a lead came or what it did, instead of who it is."""


def arrivals(book: Book, target: Target) -> Bools:
    """Each lead once, on arrival, where it is known whether it reached the target. [rows]"""
    return book.first & book.known(target)


def sample_of(book: Book, target: Target) -> Sample:
    """The leads whose outcome is known, under the rules of the agreement in the folder."""
    rows = arrivals(book, target)
    fits = [book.fits[row] for row in np.flatnonzero(rows)]
    return Sample(
        y=book.data.y[target][rows],
        cluster=clusters(book)[rows],
        created=book.data.created[rows],
        met=said(fits, "met", len(book.agreement.icp.rule)),
        unknown=said(fits, "unknown", len(book.agreement.icp.rule)),
        refused=np.array([fit.status == "disqualified" for fit in fits], dtype=bool),
    ).take(np.ones(int(rows.sum()), dtype=bool))


def said(fits: Sequence[Fit], outcome: str, rules: int) -> Bools:
    """Which rules have an outcome. [leads, rules]"""
    found = [[reason.outcome == outcome for reason in fit.reasons] for fit in fits]
    return np.array(found, dtype=bool).reshape(len(fits), rules)


def clusters(book: Book) -> Ints:
    """The account of each row, or the lead itself where it has none. [rows]"""
    account, lead = book.data.account, book.data.lead
    return np.where(account >= 0, account, account.max(initial=-1) + 1 + lead)


def attributes_of(book: Book, rows: Bools) -> tuple[Attribute, ...]:
    """What rules could be made of: attributes that tell who a lead is, cut in groups, at some rows."""
    return tuple(
        _attribute(one, rows)
        for one in groupings(book)
        if NOT_WHO_IT_IS.isdisjoint(tokens(one.attribute)) and any(one.conditions)
    )


def ways_in(book: Book, rows: Bools) -> tuple[Attribute, ...]:
    """Likewise, what tells how a lead came, or what it did."""
    return tuple(
        _attribute(one, rows)
        for one in groupings(book)
        if not NOT_WHO_IT_IS.isdisjoint(tokens(one.attribute)) and any(one.conditions)
    )


def _attribute(one: Grouping, rows: Bools) -> Attribute:
    shown = [place for place, group in enumerate(one.groups) if group != UNKNOWN]
    member = one.member[rows]
    unknown = [place for place in range(len(one.groups)) if place not in shown]
    # who lists none of the items has filled the list in all the same
    told = ~_any(member[:, unknown]) if one.kind == "items" else _any(member[:, shown])
    return Attribute(
        name=one.attribute,
        kind=one.kind,
        groups=tuple(one.groups[place] for place in shown),
        member=member[:, shown],
        known=told,
        conditions=tuple(one.conditions[place] for place in shown),
    )


def _any(member: Bools) -> Bools:
    return member.sum(axis=1) > 0
