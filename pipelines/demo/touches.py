"""Touches as columns of codes; their words are looked up once, when they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.demo.arrays import Bools, Floats, Ints

VISIT, PRICING, CONTENT, WEBINAR, OPEN, CLICK, FORM, DEMO, CALL, EMAIL, REPLY, MEETING = range(12)
KINDS: Final = (
    "visit",
    "pricing_page",
    "content",
    "webinar",
    "email_open",
    "email_click",
    "form",
    "demo_request",
    "call",
    "email_sent",
    "reply",
    "meeting",
)
OUTBOUND: Final = frozenset({CALL, EMAIL, MEETING})
MEDIA: Final = (
    "web",
    "web",
    "web",
    "webinar",
    "email",
    "email",
    "web",
    "web",
    "phone",
    "email",
    "email",
    "meeting",
)
"""The channel each kind goes through."""

NOBODY: Final = -1


class Touches(NamedTuple):
    """One row per touch; ``asset`` and ``actor`` are NOBODY, and ``value`` is NaN, where there is none."""

    lead: Ints
    at: Ints
    kind: Ints
    asset: Ints
    actor: Ints
    value: Floats

    def only(self, rows: Bools | Ints) -> Touches:
        """The rows chosen, in the order chosen."""
        return Touches(
            lead=self.lead[rows],
            at=self.at[rows],
            kind=self.kind[rows],
            asset=self.asset[rows],
            actor=self.actor[rows],
            value=self.value[rows],
        )


def touches(
    lead: Ints, at: Ints, kind: Ints | int, *, actor: Ints | int = NOBODY, value: Floats | float = np.nan
) -> Touches:
    """Touches without an asset."""
    size = len(lead)
    return Touches(
        lead=lead,
        at=at,
        kind=np.broadcast_to(np.asarray(kind, dtype=np.int64), size),
        asset=np.full(size, NOBODY),
        actor=np.broadcast_to(np.asarray(actor, dtype=np.int64), size),
        value=np.broadcast_to(np.asarray(value, dtype=np.float64), size),
    )


def together(parts: Sequence[Touches]) -> Touches:
    """All parts, ordered by lead and time; touches of one second keep the order of the parts."""
    joined = Touches(
        lead=np.concatenate([part.lead for part in parts]),
        at=np.concatenate([part.at for part in parts]),
        kind=np.concatenate([part.kind for part in parts]),
        asset=np.concatenate([part.asset for part in parts]),
        actor=np.concatenate([part.actor for part in parts]),
        value=np.concatenate([part.value for part in parts]),
    )
    return joined.only(np.lexsort((joined.at, joined.lead)))
