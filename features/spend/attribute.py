"""Which attribute says where a lead came from."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from features.errors import AgreementError
from features.naming import key
from features.sources.quoting import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.agreement import Agreement
    from features.sources import Journey

USUAL: Final = (
    "channel",
    "leadchannel",
    "source",
    "leadsource",
    "originalsource",
    "origin",
    "leadorigin",
    "utmsource",
    "medium",
    "utmmedium",
)
"""What such an attribute is usually called, the likeliest first."""


def channel_attribute(agreement: Agreement, attributes: Sequence[str]) -> str | None:
    """The agreed attribute, else one of a usual name; None if there is neither.

    Raises:
        AgreementError: leads have no such attribute as is agreed.
    """
    by_key = {key(name): name for name in reversed(attributes)}
    if (agreed := agreement.channels.attribute) is None:
        return next((by_key[name] for name in USUAL if name in by_key), None)
    if key(agreed) in by_key:
        return by_key[key(agreed)]
    near = difflib.get_close_matches(agreed, attributes, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"they have {', '.join(attributes) or 'none'}"
    raise AgreementError(f"[channels] attribute = {agreed!r}: leads have no such attribute; {hint}")


def channels_of(journey: Journey, attribute: str | None) -> frozenset[str]:
    """What leads come by: the attribute's texts, or without one the channels of touches."""
    column, table = (named(attribute), "leads") if attribute else ("channel", "touches")
    found = journey.db.sql(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
    return frozenset(str(text) for (text,) in found)
