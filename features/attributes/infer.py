"""Decides what an attribute's texts mean: from the agreement where it says, from the texts where not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from features.agreement.values import FeatureLimits
from features.attributes import lists, scales
from features.attributes.dates import day_first_of
from features.attributes.guess import Guess, guess
from features.attributes.kinds import (
    Boolean,
    Category,
    Date,
    Ignore,
    Multi,
    Number,
    Ordinal,
    Reader,
    Text,
    Title,
)
from features.attributes.numbers import decimal_of
from features.attributes.plan import AttributePlan
from features.attributes.seen import Seen
from features.errors import AgreementError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import AttributeKind, Attributes


def infer(
    name: str,
    values: Mapping[str, int],
    rows: int,
    settings: Attributes,
    categories: int = FeatureLimits().categories,
    *,
    date_order: Literal["day_first", "month_first"] | None = None,
    timezone: str = "UTC",
    known: AttributePlan | None = None,
) -> AttributePlan:
    """The plan of attribute ``name``.

    ``values`` counts the rows of each distinct raw text, missing ones included or not, of ``rows`` rows in
    all. ``categories`` bounds a category's levels and a list's items; ``date_order`` decides where dates
    alone do not; ``timezone`` is that of times without a zone. Codes and items of a ``known`` plan of the
    same kind are kept and only appended to.

    Raises:
        AgreementError: the agreement makes it ordinal and its texts have no order that could be told.
    """
    missing = frozenset(text.strip().casefold() for text in settings.missing) | {""}
    seen = Seen.of(name, values, rows, missing)
    chosen = _from_agreement(name, settings) or guess(seen, categories)
    before = known.reader if known is not None else None
    order = settings.order.get(name)
    reader = _learned(chosen.kind, seen, categories, before, order, date_order != "month_first", timezone)
    return AttributePlan(name, reader, missing, chosen.reason)


def _from_agreement(name: str, settings: Attributes) -> Guess | None:
    if name in settings.exclude:
        return Guess("ignore", "the agreement excludes it")
    if name in settings.kinds:
        return Guess(settings.kinds[name], "the agreement says so")
    return Guess("ordinal", "the agreement orders it") if name in settings.order else None


def _learned(
    kind: AttributeKind,
    seen: Seen,
    most: int,
    before: Reader | None,
    order: tuple[str, ...] | None,
    day_first: bool,
    timezone: str,
) -> Reader:
    texts = [text for text, _ in seen.texts]
    match kind:
        case "number":
            return Number(decimal_of(texts))
        case "date":
            return Date(day_first_of(texts, day_first), timezone)
        case "category":
            start = before if isinstance(before, Category) else Category()
            return start.extended(seen.frequent(most))
        case "multi":
            return lists.learned(seen, most, before.items if isinstance(before, Multi) else ())
        case "ordinal":
            return Ordinal(order) if order else _levels(seen)
        case "boolean" | "title" | "text" | "ignore":
            return {"boolean": Boolean, "title": Title, "text": Text, "ignore": Ignore}[kind]()


def _levels(seen: Seen) -> Ordinal:
    scale = scales.scale_of(seen.keys)
    if scale:
        return Ordinal(scale)
    texts = [text for text, _ in seen.texts]
    found = Ordinal.of(texts, decimal_of(texts))
    unplaced = [text for text in texts if math.isnan(found.read(text)[0])]
    if 2 * len(unplaced) > len(texts):
        raise AgreementError(
            f'[attributes.kinds] {seen.name} = "ordinal": found texts without a number, '
            f"such as {unplaced[0]!r}; "
            f'write their order, from the lowest: [attributes.order] {seen.name} = ["{unplaced[0]}", …]'
        )
    return found
