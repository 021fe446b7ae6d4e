"""Receipts of the bundle that rides along: kept apart from those of what was answered, and tied to them."""

from __future__ import annotations

import json
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from models.ledger.receipts import stored
from models.ledger.schema import receipts, shadow_receipts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Insert, RowMapping

    from models.ledger.database import Database
    from models.ledger.receipts import Receipt

_PAGE: Final = 2_000
_SIDE: Final = ("model_version", "status", "p_sql", "p_close", "rank", "grade", "answer")


class Shadowed(NamedTuple):
    """A score nobody was told, and the id of the one that was answered in its stead."""

    champion_score_id: str
    receipt: Receipt


class Side(NamedTuple):
    """What one of two bundles said of a lead."""

    model_version: str
    status: str
    p_sql: float | None
    p_close: float | None
    rank: float | None
    grade: str | None
    action: str


class Pair(NamedTuple):
    """One request for a score, and what was answered and what would have been. Instants: microseconds UTC."""

    lead_id: str
    as_of: int
    scored_at: int
    champion: Side
    shadow: Side


def record_shadows(connection: Connection, written: Sequence[Shadowed]) -> None:
    """Keeps receipts; of a score that has one already, the first stays."""
    once = {one.receipt.score_id: one for one in reversed(written)}
    if once:
        rows = [
            {**stored(one.receipt), "champion_score_id": one.champion_score_id}
            for _, one in sorted(once.items())
        ]
        connection.execute(_insert(connection.dialect.name), rows)


def pairs(database: Database, version: str, since: int, until: int) -> Iterator[Pair]:
    """The scores of a shadow at ``since`` or later and before ``until``, each with the one that was answered.

    Those whose answered score left no receipt are not among them.
    """
    at, key = shadow_receipts.c.scored_at, shadow_receipts.c.score_id
    wanted = (
        select(
            shadow_receipts.c.score_id,
            shadow_receipts.c.lead_id,
            shadow_receipts.c.as_of,
            at,
            *(shadow_receipts.c[name].label(f"shadow_{name}") for name in _SIDE),
            *(receipts.c[name].label(f"champion_{name}") for name in _SIDE),
        )
        .join(receipts, receipts.c.score_id == shadow_receipts.c.champion_score_id)
        .where(shadow_receipts.c.model_version == bindparam("version"))
        .where(at >= bindparam("since"), at < bindparam("until"))
        .order_by(at, key)
        .limit(_PAGE)
    )
    behind = wanted.where(
        or_(at > bindparam("since"), and_(at == bindparam("since"), key > bindparam("last")))
    )
    page, told = wanted, {"version": version, "since": since, "until": until}
    while True:
        with database.reading() as connection:
            rows = connection.execute(page, told).mappings().all()
        yield from map(_pair, rows)
        if len(rows) < _PAGE:
            return
        page, told = behind, {**told, "since": rows[-1]["scored_at"], "last": rows[-1]["score_id"]}


def _pair(row: RowMapping) -> Pair:
    sides = [_side({name: row[f"{whose}_{name}"] for name in _SIDE}) for whose in ("champion", "shadow")]
    return Pair(row["lead_id"], row["as_of"], row["scored_at"], *sides)


def _side(told: dict[str, Any]) -> Side:
    answer = json.loads(zlib.decompress(told.pop("answer")))
    return Side(**told, action=answer["action"] or "")


@cache
def _insert(dialect: str) -> Insert:
    made = (postgresql if dialect == "postgresql" else sqlite).insert(shadow_receipts)
    return made.on_conflict_do_nothing(index_elements=["score_id"])
