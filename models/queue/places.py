"""Who gets a place: leads in the order of their forecasts, and a few that are explored."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.agreement.values import Target
    from models.queue.candidate import Candidate
    from models.queue.terms import Terms


class Places(NamedTuple):
    """The leads by where they stand; together they are all, and none is in two.

    Attributes:
        ranked: handed over for their forecasts, best first.
        explored: handed over whatever their forecasts, in the order of the draw.
        below: the others, best first.
        chance: of an average lead that its forecast hands no place, to get one of the explored.
    """

    ranked: tuple[Candidate, ...]
    explored: tuple[Candidate, ...]
    below: tuple[Candidate, ...]
    chance: float


def in_order(leads: Sequence[Candidate], ranked_by: Target) -> list[Candidate]:
    """Best first, by the target that ranks; of equals the better by the other one, then by id."""
    other: Target = "close" if ranked_by == "sql" else "sql"
    return sorted(
        leads,
        key=lambda lead: (-(lead.chance(ranked_by) or 0.0), -(lead.chance(other) or 0.0), lead.lead_id),
    )


def placed(ordered: Sequence[Candidate], capacity: int, terms: Terms) -> Places:
    """Fills so many places.

    The share of places that exploration gets is that of the leads it sets aside, rounded up: these places
    cost no more than that share. Among the leads set aside chance decides who is explored this week, not the
    forecast, or there would be nothing to learn; and another week draws others. What exploration leaves
    free goes to the next in order.
    """
    reserved = min(math.ceil(terms.explore * capacity), capacity)
    first = max(capacity - reserved, 0)
    waiting = [lead for lead in ordered[first:] if lead.explore]
    drawn = sorted(waiting, key=lambda lead: (_draw(terms, lead.lead_id), lead.lead_id))[:reserved]
    chosen = {lead.lead_id for lead in drawn}
    others = [lead for lead in ordered if lead.lead_id not in chosen]
    ranked = others[: capacity - len(drawn)]
    below = others[len(ranked) :]
    chance = len(drawn) / (len(drawn) + len(below)) if drawn else 0.0
    return Places(tuple(ranked), tuple(drawn), tuple(below), chance)


def _draw(terms: Terms, lead_id: str) -> bytes:
    salted = f"{terms.salt}\n{terms.week}\n{lead_id}".encode("utf-8", "backslashreplace")
    return hashlib.blake2b(salted, digest_size=8).digest()
