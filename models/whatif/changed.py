"""The inputs of a score with something changed: what would be known of the lead a moment later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from features.clock import DAY, MINUTE
from models.ledger.facts import Facts, in_order
from models.receipts.inputs import Inputs

if TYPE_CHECKING:
    from models.ledger.facts import Row
    from models.whatif.levers import Levers
    from models.whatif.wish import Wish

_APART: Final = MINUTE
"""Between two of the touches that are tried, and before the lead is looked at again."""


def as_known(inputs: Inputs) -> Inputs:
    """The same inputs without what they know of later changes: of a later moment these would be the future.

    The score is the same.
    """
    changes = inputs.lead.rows.get("attribute_changes", ())
    before = tuple(row for row in changes if row[0] < inputs.as_of)
    rows = {**inputs.lead.rows, "attribute_changes": before}
    lead = replace(
        inputs.lead,
        attributes=attributes_at(inputs),
        rows={table: found for table, found in rows.items() if found},
    )
    return Inputs(inputs.lead_id, inputs.as_of, inputs.born, lead, inputs.colleagues)


def attributes_at(inputs: Inputs) -> dict[str, str]:
    """The texts of the attributes at the moment: as the last change before it left them."""
    told = dict(inputs.lead.attributes)
    changes: dict[str, list[Row]] = {}
    for row in inputs.lead.rows.get("attribute_changes", ()):
        changes.setdefault(row[1], []).append(row)
    for name, own in changes.items():
        before = [row for row in own if row[0] < inputs.as_of]
        text = before[-1][2] if before else own[0][3]
        told.pop(name, None)
        if text is not None:
            told[name] = text
    return dict(sorted(told.items()))


def changed(inputs: Inputs, levers: Levers, wish: Wish) -> Inputs:
    """The inputs of a score once a wish has come true, and its days have passed.

    Touches happen at the moment of the score, a minute apart, ours first; attributes change then. What no
    lever allows is left out.
    """
    known = as_known(inputs)
    at, touches = known.as_of, list[tuple[object, ...]]()
    for kind, lever in levers.touches.items():
        for _ in range(max(0, wish.touches.get(kind, 0))):
            touches.append((at, kind, lever.direction, lever.channel, None, None))
            at += _APART
    allowed = {lever.name for lever in levers.attributes}
    texts = {name: text for name, text in sorted(wish.attributes.items()) if name in allowed}
    changes = [
        (known.as_of, name, text or None, known.lead.attributes.get(name)) for name, text in texts.items()
    ]
    then = (at if touches or changes else known.as_of) + round(wish.wait * DAY)
    if changes and then == known.as_of:
        then += _APART
    wished = sorted({**known.lead.attributes, **texts}.items())
    attributes = {name: text for name, text in wished if text or name not in texts}
    rows = dict(known.lead.rows)
    for table, more in (("touches", touches), ("attribute_changes", changes)):
        if more:
            rows[table] = in_order([*rows.get(table, ()), *more])
    lead = Facts(known.lead.created_at, known.lead.account_id, attributes, rows)
    return Inputs(known.lead_id, then, known.born, lead, known.colleagues)
