"""Where each lead came from: the agreed attribute, or the channel of its first touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from features.errors import AgreementError
from features.history import MISSING, Coded
from features.past import attribute_at
from features.population import Moments
from features.spend import channel_attribute
from pipelines.insights.book import joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from features.agreement import Agreement
    from features.history import History
    from features.population import Population
    from models.rows import Ints

MOST: Final = 40
"""Channels with a line of their own."""
LEAST: Final = 10
"""Leads that such a channel has."""
REST: Final = "all other channels"
UNKNOWN: Final = "not filled in"


@dataclass(frozen=True, eq=False)
class Origin:
    """The channel of each lead.

    Attributes:
        attribute: which says so; None if it is the first touch.
        names: those with most leads first.
        code: int64 [leads], the place of a lead's channel in ``names``.
        place: likewise, of each channel in lower case: spellings of one channel are one, and those that few
            leads came by stand together as REST.
    """

    attribute: str | None
    names: tuple[str, ...]
    code: Ints
    place: Mapping[str, int]


def origin_of(agreement: Agreement, populations: Sequence[Population], touches: History) -> Origin | str:
    """Where leads came from, or the sentence that says why nobody knows.

    Args:
        populations: all shards.
        touches: of all of them.
    """
    try:
        attribute = channel_attribute(agreement, tuple(populations[0].attributes))
    except AgreementError as error:
        return f"{error}."
    if attribute is not None:
        texts = joined([attribute_at(one, arrivals(one.created), attribute) for one in populations])
        return _origin(attribute, _without_missing(agreement, texts))
    if (touches.columns["channel"].codes != MISSING).any():
        return _origin(None, _first_channel(touches))
    return (
        "Nobody says where leads came from: they have no attribute of a usual name (channel, source, origin) "
        'and touches have no channel. If another attribute says it, write [channels] attribute = "..." in '
        "the agreement."
    )


def arrivals(created: Ints) -> Moments:
    """Each lead of a population at the instant it came."""
    return Moments(np.arange(created.size, dtype=np.int64), created)


def _without_missing(agreement: Agreement, texts: Coded) -> Coded:
    """The same without the texts that mean nobody filled it in."""
    missing = {text.strip().casefold() for text in agreement.attributes.missing}
    kept = {text: code for code, text in enumerate(texts.values) if text.strip().casefold() not in missing}
    return Coded(texts.mapped(kept, MISSING), texts.values)


def _first_channel(touches: History) -> Coded:
    """The channel of each lead's first touch that has one."""
    channel, lead = touches.columns["channel"], touches.key_of_row()
    told = np.flatnonzero(channel.codes != MISSING)
    leads, place = np.unique(lead[told], return_index=True)
    codes = np.full(touches.keys, MISSING, dtype=np.int32)
    codes[leads] = channel.codes[told[place]]
    return Coded(codes, channel.values)


def _origin(attribute: str | None, texts: Coded) -> Origin:
    counts = np.bincount(texts.codes[texts.codes != MISSING], minlength=len(texts.values))
    spelt: dict[str, list[int]] = {}
    for code in np.argsort(-counts, kind="stable").tolist():
        spelt.setdefault(texts.values[code].casefold(), []).append(code)
    leads = {word: int(counts[codes].sum()) for word, codes in spelt.items()}
    order = sorted((word for word in spelt if leads[word]), key=lambda word: (-leads[word], word))
    own = [word for word in order if leads[word] >= LEAST][:MOST] or order[:MOST]
    rest = len(own) < len(order)
    names = [texts.values[spelt[word][0]] for word in own] + [REST] * rest
    place = {word: min(number, len(own)) for number, word in enumerate(order)}
    by_code = np.full(counts.size + 1, len(names), dtype=np.int64)
    for word, codes in spelt.items():
        by_code[codes] = place.get(word, -1)
    if (texts.codes == MISSING).any():
        names.append(UNKNOWN)
    return Origin(attribute, tuple(names), by_code[texts.codes], place)
