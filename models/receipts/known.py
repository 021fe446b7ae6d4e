"""From all that is known of a lead and its colleagues to what a score looks at, whoever asks."""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from models.ledger.facts import Facts
from models.receipts.inputs import Inputs, colleague_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from models.ledger.facts import Rows

_HAPPENED: Final = ("touches", "stages")


def inputs_from(
    lead_id: str,
    as_of: int,
    lead: Facts,
    colleagues: Iterable[tuple[str, Facts]],
    attributes: Collection[str],
) -> Inputs:
    """What is scored of a lead at an instant, in canonical form.

    Args:
        colleagues: the other leads of its account, each id once; several may have none.
        attributes: those the bundle knows.
    """
    seen = _seen(lead, as_of)
    changes = lead.rows.get("attribute_changes", ())
    # changes that came later stay too: they tell what the value was before
    told = tuple(row for row in changes if row[1] in attributes)
    seen = Facts(
        seen.created_at,
        seen.account_id,
        {name: text for name, text in lead.attributes.items() if name in attributes},
        {**seen.rows, "attribute_changes": told} if told else seen.rows,
    )
    others = [(name, _beside(facts, as_of)) for name, facts in colleagues]
    others.sort(key=lambda other: (not other[0], other[0], repr(other[1])))
    return Inputs(lead_id, as_of, seen.created_at or 0, seen, tuple(others))


def _beside(facts: Facts, as_of: int) -> Facts:
    """Of a colleague what any feature reads: when it came, was touched, and what became of it."""
    seen = _seen(facts, as_of)
    touched = (row[0] for row in seen.rows.get("touches", ()))
    return colleague_of(seen.created_at, seen.account_id, touched, seen.rows.get("stages", ()))


def _seen(facts: Facts, as_of: int) -> Facts:
    """What happened before ``as_of``, and a creation: untold, it was when the lead was first heard of."""
    happened = {table: _before(facts.rows.get(table, ()), as_of) for table in _HAPPENED}
    heard = (rows[0][0] for rows in happened.values() if rows)
    created_at = min(heard, default=as_of) if facts.created_at is None else facts.created_at
    return Facts(created_at, facts.account_id, {}, {table: rows for table, rows in happened.items() if rows})


def _before(rows: Rows, as_of: int) -> Rows:
    return rows[: bisect_left(rows, as_of, key=itemgetter(0))]
