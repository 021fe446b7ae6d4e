"""A population from plain rows, as a request brings them: the same as from tables, without a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from features.agreement import OURS
from features.errors import MomentError
from features.history import Coded, History
from features.population import TOUCH_TEXTS, Population
from features.sorting import sorted_history

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CHANGE_TEXTS: Final = ("value", "old_value")
_RANK: Final = {stage: rank for rank, stage in enumerate(OURS)}


def population_of(
    leads: Sequence[Mapping[str, Any]],
    touches: Sequence[Mapping[str, Any]] = (),
    stages: Sequence[Mapping[str, Any]] = (),
    changes: Sequence[Mapping[str, Any]] = (),
    attributes: Sequence[str] = (),
) -> Population:
    """The population of some leads and what happened to them, rows in any order.

    Texts and stage names are as the journey has them: trimmed, None where missing, stages and directions in
    our words. Instants are microseconds UTC.

    Args:
        leads: ``lead_id``, ``created_at``, perhaps ``account_id``, and the attributes.
        touches: ``lead_id``, ``at``, ``kind``, perhaps ``direction``, ``channel``, ``asset``, ``actor``.
        stages: ``lead_id``, ``at``, ``stage``.
        changes: ``lead_id``, ``at``, ``field``, ``value``, perhaps ``old_value``.
        attributes: the names of the attributes; others are left out.

    Raises:
        MomentError: a lead stands twice, or a row speaks of a lead that is not there.
    """
    ordered = sorted(leads, key=lambda lead: lead["lead_id"])
    place = {lead["lead_id"]: number for number, lead in enumerate(ordered)}
    if len(place) < len(ordered):
        raise MomentError("leads: a lead_id stands twice; send each lead once")
    tracked: dict[str, list[Mapping[str, Any]]] = {}
    for change in changes:
        if change["field"] in attributes:
            tracked.setdefault(change["field"], []).append(change)
    return assembled(
        tuple(place),
        [lead["created_at"] for lead in ordered],
        [lead.get("account_id") for lead in ordered],
        {name: [lead.get(name) for lead in ordered] for name in attributes},
        _columns("touches", touches, place, TOUCH_TEXTS),
        _columns("stages", stages, place, ("stage",)),
        {name: _columns("attribute_changes", tracked[name], place, CHANGE_TEXTS) for name in sorted(tracked)},
    )


class Columns(NamedTuple):
    """Dated rows, column by column.

    Attributes:
        lead: the place of each row's lead among the leads.
        at: microseconds UTC.
        texts: of each column in its order, None where missing.
    """

    lead: Sequence[int]
    at: Sequence[int]
    texts: Sequence[Sequence[str | None]]


def assembled(
    lead_id: tuple[str, ...],
    created: Sequence[int],
    account: Sequence[str | None],
    attributes: Mapping[str, Sequence[str | None]],
    touches: Columns,
    stages: Columns,
    changes: Mapping[str, Columns],
) -> Population:
    """The population of what ``population_of`` takes, column by column; ids are distinct and ascending.

    The texts of touches are TOUCH_TEXTS, of stages their names, of changes CHANGE_TEXTS.
    """
    leads = len(lead_id)
    return Population(
        lead_id=lead_id,
        created=np.array(created, dtype=np.int64),
        account=Coded.of(account).codes.astype(np.int64),
        attributes={name: Coded.of(texts) for name, texts in attributes.items()},
        touches=_history(touches, leads, TOUCH_TEXTS),
        stages=_sorted(stages, leads, {"stage": _stages(stages.texts[0])}),
        changes={name: _history(rows, leads, CHANGE_TEXTS) for name, rows in changes.items()},
    )


def _columns(
    table: str, rows: Sequence[Mapping[str, Any]], place: dict[str, int], texts: tuple[str, ...]
) -> Columns:
    try:
        lead = [place[row["lead_id"]] for row in rows]
    except KeyError as unknown:
        raise MomentError(f"{table}: lead {unknown} is not among the leads; send the lead too") from None
    return Columns(lead, [row["at"] for row in rows], [[row.get(text) for row in rows] for text in texts])


def _history(rows: Columns, leads: int, texts: tuple[str, ...]) -> History:
    return _sorted(
        rows, leads, {name: Coded.of(column) for name, column in zip(texts, rows.texts, strict=True)}
    )


def _stages(names: Sequence[str | None]) -> Coded:
    """Stages of one instant stand in the order of the funnel, names that are not ours first."""
    coded = Coded.of(names)
    order = sorted(range(len(coded.values)), key=lambda code: _RANK.get(coded.values[code], -1))
    place = np.argsort(np.array(order, dtype=np.int32)).astype(np.int32)
    return Coded(place[coded.codes], tuple(coded.values[code] for code in order)) if order else coded


def _sorted(rows: Columns, leads: int, columns: dict[str, Coded]) -> History:
    key, at = np.array(rows.lead, dtype=np.int64), np.array(rows.at, dtype=np.int64)
    return sorted_history(key, at, leads, columns)
