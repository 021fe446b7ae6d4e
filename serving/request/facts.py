"""What a request tells of leads, in our words, and what was known of them before."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from models.ledger.facts import TABLES, Facts, in_order
from models.receipts.known import inputs_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.ledger.facts import Row, Rows
    from models.receipts.inputs import Inputs
    from serving.request.contract import LeadIn, ScoreIn
    from serving.request.dialect import Dialect


class Telling(NamedTuple):
    """What a request tells.

    Attributes:
        colleagues: with their ids, each id once; empty where none was sent.
    """

    lead_id: str
    lead: Facts
    colleagues: tuple[tuple[str, Facts], ...]


class Held(NamedTuple):
    """What is known of a lead and of the others of its account before a request is heard.

    Attributes:
        complete: whether these are all of the account.
        lost: whether it is not known what is known.
    """

    lead: Facts
    colleagues: Mapping[str, Facts]
    complete: bool = True
    lost: bool = False


NOTHING = Held(Facts(), {})
LOST = Held(Facts(), {}, lost=True)


def telling_of(dialect: Dialect, asked: ScoreIn) -> Telling:
    """What a request tells.

    Raises:
        Refusal: an attribute has a value that cannot be read.
    """
    lead = _facts(dialect, asked)
    others = ((other.lead_id, _facts(dialect, other)) for other in _colleagues(asked))
    return Telling(asked.lead_id, lead, tuple(others))


def inputs_of(dialect: Dialect, telling: Telling, as_of: int, held: Held = NOTHING) -> Inputs:
    """What is scored: what a request tells, over what is held."""
    lead = _over(telling.lead, held.lead)
    named = dict(held.colleagues)
    nameless: list[tuple[str, Facts]] = []
    for lead_id, told in telling.colleagues:
        known = _over(told, held.colleagues.get(lead_id, Facts()))
        known = replace(known, account_id=known.account_id or lead.account_id)
        if lead_id:
            named[lead_id] = known
        else:
            nameless.append(("", known))
    named.pop(telling.lead_id, None)
    colleagues = (
        (name, facts)
        for name, facts in (*named.items(), *nameless)
        if lead.account_id is not None and facts.account_id == lead.account_id
    )
    return inputs_from(telling.lead_id, as_of, lead, colleagues, dialect.known)


def _over(told: Facts, held: Facts) -> Facts:
    """Facts with more: what is told holds, and a row that both have is one."""
    if held.empty:
        return told
    return Facts(
        held.created_at if told.created_at is None else told.created_at,
        held.account_id if told.account_id is None else told.account_id,
        dict(sorted({**held.attributes, **told.attributes}.items())),
        {table: rows for table in TABLES if (rows := _union(told.rows.get(table), held.rows.get(table)))},
    )


def _union(one: Rows | None, other: Rows | None) -> Rows:
    if not one or not other:
        return one or other or ()
    return in_order((Counter(one) | Counter(other)).elements())


def _facts(dialect: Dialect, lead: LeadIn) -> Facts:
    stages = in_order((at, dialect.stage(stage)) for at, stage in lead.stages.rows)
    rows = {
        "touches": in_order(_touches(dialect, lead)),
        "stages": stages,
        "attribute_changes": in_order(_changes(dialect, lead)),
    }
    return Facts(
        lead.created_at,
        dialect.account(lead),
        {name: text for name, text in sorted(dialect.values(lead).items()) if text is not None},
        {table: found for table, found in rows.items() if found},
    )


def _colleagues(asked: ScoreIn) -> Iterator[LeadIn]:
    """The other leads, each once: the lead itself may be among those a caller has of an account."""
    seen = {asked.lead_id} - {""}
    for other in asked.colleagues:
        if other.lead_id not in seen:
            yield other
        seen |= {other.lead_id} - {""}


def _touches(dialect: Dialect, lead: LeadIn) -> Iterator[Row]:
    """Who touched whom is told once of each kind; None: touches of this kind are not looked at."""
    directions: dict[tuple[str, str | None], str | None] = {}
    for at, kind, given, channel, asset, actor in lead.touches.rows:
        if (kind, given) not in directions:
            directions[kind, given] = dialect.direction(kind, given) if dialect.kept(kind) else None
        direction = directions[kind, given]
        if direction:
            yield (at, kind, direction, channel, asset, actor)


def _changes(dialect: Dialect, lead: LeadIn) -> Iterator[Row]:
    for at, theirs, value, old_value in lead.attribute_changes.rows:
        if ours := dialect.field(theirs):
            yield (at, ours, value, old_value)
