"""Where two receipts of one score differ, in words."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from models.ledger import Receipt
from models.ledger.contributions import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTES: Final = ("inputs", "contributions", "answer")
_PLAIN: Final = tuple(
    field.name for field in fields(Receipt) if field.name not in (*_BYTES, "scored_at", "propensity")
)
"""Not when it was scored; and the chance of being handed over stands in the answer, if it was known then."""


def differences(kept: Receipt, again: Receipt) -> tuple[str, ...]:
    """One sentence for each difference; none where all is alike to the byte."""
    return (*_of_columns(kept, again), *_of_contributions(kept, again), *_of_answers(kept, again))


def _of_columns(kept: Receipt, again: Receipt) -> Iterator[str]:
    for name in _PLAIN:
        before, now = getattr(kept, name), getattr(again, name)
        if repr(before) != repr(now):
            yield f"{name}: {before!r} was kept, {now!r} comes out"


def _of_contributions(kept: Receipt, again: Receipt) -> Iterator[str]:
    if kept.contributions == again.contributions:
        return
    try:
        before, now = unpack(kept.contributions), unpack(again.contributions)
    except (ValueError, TypeError, AttributeError):
        yield "contributions: what was kept cannot be read"
        return
    if list(before) != list(now):
        yield f"contributions: of {_listed(before)} were kept, of {_listed(now)} come out"
    for target in before.keys() & now.keys():
        one, other = before[target], now[target]
        if one.size != other.size:
            yield f"contributions to {target}: {one.size} were kept, {other.size} come out"
        elif count := int(np.count_nonzero(one.view(np.int64) != other.view(np.int64))):
            most = float(np.nanmax(np.abs(one - other), initial=0.0))
            yield f"contributions to {target}: {count} of {one.size} differ, by up to {most:.3g}"


def _of_answers(kept: Receipt, again: Receipt) -> Iterator[str]:
    if kept.answer == again.answer:
        return
    now: dict[str, Any] = json.loads(again.answer)
    try:
        before = dict(json.loads(kept.answer))
    except (ValueError, TypeError):
        yield "answer: what was kept cannot be read"
        return
    alike = True
    for name in dict.fromkeys((*before, *now)):
        if name not in now or name not in before:
            yield f"answer: {name} is {'not answered any more' if name in before else 'new since'}"
            alike = False
        elif repr(before[name]) != repr(now[name]):
            yield f"answer: {name} was {before[name]!r} and is {now[name]!r}"
            alike = False
    if alike:
        yield "answer: the same, written otherwise"


def _listed(contributions: dict[str, Any]) -> str:
    return ", ".join(contributions) or "nothing"
