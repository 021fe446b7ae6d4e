"""A population from plain rows, as a request brings them: the same as from tables, without a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.agreement import OURS
from features.errors import MomentError
from features.history import Coded, History
from features.population import TOUCH_TEXTS, Population
from features.sorting import sorted_history

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    return Population(
        lead_id=tuple(place),
        created=np.array([lead["created_at"] for lead in ordered], dtype=np.int64),
        account=Coded.of([lead.get("account_id") for lead in ordered]).codes.astype(np.int64),
        attributes={name: Coded.of([lead.get(name) for lead in ordered]) for name in attributes},
        touches=_history("touches", touches, place, TOUCH_TEXTS),
        stages=_stages(stages, place),
        changes={
            name: _history("attribute_changes", tracked[name], place, ("value", "old_value"))
            for name in sorted(tracked)
        },
    )


def _history(
    table: str, rows: Sequence[Mapping[str, Any]], place: dict[str, int], texts: tuple[str, ...]
) -> History:
    columns = {text: Coded.of([row.get(text) for row in rows]) for text in texts}
    return _sorted(table, rows, place, columns)


def _stages(rows: Sequence[Mapping[str, Any]], place: dict[str, int]) -> History:
    """Stages of one instant stand in the order of the funnel, names that are not ours first."""
    names = sorted({row["stage"] for row in rows}, key=lambda name: (_RANK.get(name, -1), name))
    code = {name: number for number, name in enumerate(names)}
    codes = np.array([code[row["stage"]] for row in rows], dtype=np.int32)
    return _sorted("stages", rows, place, {"stage": Coded(codes, tuple(names))})


def _sorted(
    table: str, rows: Sequence[Mapping[str, Any]], place: dict[str, int], columns: dict[str, Coded]
) -> History:
    try:
        key = np.array([place[row["lead_id"]] for row in rows], dtype=np.int64)
    except KeyError as unknown:
        raise MomentError(f"{table}: lead {unknown} is not among the leads; send the lead too") from None
    at = np.array([row["at"] for row in rows], dtype=np.int64)
    return sorted_history(key, at, len(place), columns)
