"""Which changes may be tried on a lead: those that sales and marketing could make, or hope for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from features.attributes.kinds import Boolean, Category, Number, Ordinal
from features.clock import DAY
from features.naming import key
from models.whatif.changed import attributes_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from features.attributes import AttributePlan
    from models.receipts.inputs import Inputs
    from models.scorer import Scorer

MOST_TOUCHES: Final = 3
"""Of one kind, at once: more than that nobody does in a day."""
MOST_LEVERS: Final = 6
"""Of each sort that is offered where the agreement names none."""


class TouchLever(NamedTuple):
    """One more touch of a kind. ``channel`` is where such touches of the lead, or as agreed, happen."""

    kind: str
    direction: str
    channel: str | None


class AttributeLever(NamedTuple):
    """Another text of an attribute.

    Attributes:
        now: its text at the moment; empty where it is not filled in.
        choices: the texts to choose from; none for a number, which may be any.
    """

    name: str
    now: str
    choices: tuple[str, ...]


class Levers(NamedTuple):
    """What may be tried on a lead.

    Attributes:
        ours: touches that we make.
        theirs: what the lead may do then.
        longest_wait: days.
    """

    ours: tuple[TouchLever, ...]
    theirs: tuple[TouchLever, ...]
    attributes: tuple[AttributeLever, ...]
    longest_wait: int

    @property
    def touches(self) -> dict[str, TouchLever]:
        """All touches by their kind, ours first."""
        return {lever.kind: lever for lever in (*self.ours, *self.theirs)}


def levers(scorer: Scorer, inputs: Inputs, mutable: Collection[str] = ()) -> Levers:
    """What may be tried on a lead with a bundle: as the agreement says under ``[what_if]``, or by default.

    By default these are the kinds of touch the agreement calls outbound (and those that were outbound for
    this lead), the commonest others as what the lead may do (where the agreement calls none outbound, those
    that were inbound for this lead), and the attributes that change over time. What the bundle has never
    learnt of is no lever: the model would not move.

    Args:
        mutable: attributes that are known to change.
    """
    agreed, plan = scorer.agreement.what_if, scorer.plan
    touched = inputs.lead.rows.get("touches", ())
    named = {key(kind) for kind in scorer.agreement.touches.outbound}
    outbound = named | {key(kind) for _, kind, direction, *_ in touched if kind and direction == "outbound"}
    # where the agreement names none, only the data know who touches whom
    inbound = {key(kind) for kind in plan.kinds if named}
    inbound |= {key(kind) for _, kind, direction, *_ in touched if kind and direction == "inbound"}
    ours = _kinds(plan.kinds, agreed.touches, [kind for kind in plan.kinds if key(kind) in outbound])
    usual = [kind for kind in plan.kinds if key(kind) in inbound - outbound]
    theirs = _kinds(plan.kinds, agreed.answers, usual)
    happened = Counter((kind, channel) for _, kind, _, channel, *_ in touched if channel)
    channels = dict(pair for pair, _ in reversed(happened.most_common()))
    channels |= {kind: channel for kind, channel in agreed.channels.items() if kind in plan.kinds}
    chosen = {key(name) for name in (mutable if agreed.attributes is None else agreed.attributes)}
    if agreed.attributes is None:
        chosen |= {key(row[1]) for row in inputs.lead.rows.get("attribute_changes", ())}
        chosen -= {key(name) for name in (*scorer.agreement.attributes.fixed, *_opting(scorer))}
    now = attributes_at(inputs)
    return Levers(
        tuple(TouchLever(kind, "outbound", channels.get(kind)) for kind in ours),
        tuple(TouchLever(kind, "inbound", channels.get(kind)) for kind in theirs if kind not in ours),
        tuple(_attributes(scorer, {name for name in plan.attributes if key(name) in chosen}, now)),
        max(1, agreed.longest_wait // DAY),
    )


def mutable_attributes(leakage: Collection[dict[str, object]]) -> tuple[str, ...]:
    """The attributes with a history, of a bundle's ``evaluation.json``."""
    known = (one for one in leakage if one.get("kind") == "attribute" and one.get("tier") == "history")
    return tuple(dict.fromkeys(str(one["name"]) for one in known))


def _kinds(known: tuple[str, ...], agreed: tuple[str, ...] | None, usual: list[str]) -> list[str]:
    if agreed is None:
        return usual[:MOST_LEVERS]
    ours = {key(kind): kind for kind in known}
    return [ours[key(kind)] for kind in agreed if key(kind) in ours]


def _opting(scorer: Scorer) -> tuple[str, ...]:
    """Nobody may wish that a lead had not opted out."""
    return scorer.agreement.attributes.opted_out


def _attributes(scorer: Scorer, names: set[str], now: dict[str, str]) -> Iterator[AttributeLever]:
    for name in sorted(names)[: None if scorer.agreement.what_if.attributes else MOST_LEVERS]:
        plan = scorer.plan.attributes[name]
        choices = _choices(plan)
        if choices is not None:
            text = now.get(name, "")
            yield AttributeLever(name, text if plan.filled(text) else "", choices)


def _choices(plan: AttributePlan) -> tuple[str, ...] | None:
    """The texts a person may choose from; None for kinds that have too many."""
    match plan.reader:
        case Category(levels=levels):
            return levels[1:]  # the first stands for all others
        case Ordinal(levels=levels):
            return levels
        case Boolean():
            return ("yes", "no")
        case Number():
            return ()
        case _:
            return None
