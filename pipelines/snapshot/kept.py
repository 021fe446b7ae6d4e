"""Which attributes a snapshot keeps: all that may ever be learnt from, nothing personal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.attributes.personal import personal
from features.attributes.seen import Seen
from features.naming import key
from features.sources.quoting import named

if TYPE_CHECKING:
    from features.agreement import Agreement
    from features.sources import Journey


def kept_attributes(journey: Journey) -> tuple[str, ...]:
    """The attributes in the order of the columns, without those that are fixed and those that are personal.

    One that is empty today, or the same for all, is kept: it may be filled in tomorrow, and then it matters
    that it was not before. A second copy of names and addresses would serve nobody; the agreement has them
    kept all the same by naming them in a rule, in ``opted_out`` or in ``kinds``.
    """
    agreement = journey.agreement
    fixed, asked = set(map(key, agreement.attributes.fixed)), _asked(agreement)
    return tuple(
        name
        for name in journey.attributes
        if key(name) not in fixed and (key(name) in asked or not _is_personal(journey, name))
    )


def _asked(agreement: Agreement) -> set[str]:
    kinds = agreement.attributes.kinds
    names = [name for name, kind in kinds.items() if kind != "ignore"]
    names += [rule.attribute for rule in agreement.icp.rule]
    return {key(name) for name in (*names, *agreement.attributes.opted_out)}


def _is_personal(journey: Journey, name: str) -> bool:
    column = named(name)
    counts = dict(
        journey.db.sql(
            f"SELECT {column}, count(*) FROM leads WHERE {column} IS NOT NULL GROUP BY ALL"
        ).fetchall()
    )
    missing = frozenset(word.strip().casefold() for word in journey.agreement.attributes.missing) | {""}
    return personal(Seen.of(name, counts, sum(counts.values()), missing)) is not None
