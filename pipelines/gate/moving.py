"""Scores the open leads with both bundles and says who moves, before anything is published."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from features.clock import iso
from pipelines.gate.check import Check
from pipelines.gate.handoffs import handoffs, weeks_of
from pipelines.gate.migration import MOST, Migration, Move, Mover
from pipelines.gate.movers import reasons, themes_of
from pipelines.gate.standing import Standing, standings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.gate import Gate
    from models.scorer import Scorer
    from pipelines.gate.rival import Rival
    from pipelines.train.material import Material

UNKNOWN: Final = Standing("none", None)
"""Of a lead that the champion's agreement does not know, or holds for closed."""


def migration_of(material: Material, challenger: Scorer, champion: Rival) -> Migration:
    """What a promotion would change for the leads that are open at the material's end."""
    after = standings(challenger, material)
    before = standings(champion.scorer, champion.material)
    before = {lead_id: before.get(lead_id, UNKNOWN) for lead_id in after}
    moves = Counter((before[lead_id].grade, after[lead_id].grade) for lead_id in after)
    weeks = weeks_of(material)
    ages = material.agreement.moments
    named = most_moved(before, after)
    theirs = themes_of(champion.scorer, champion.material, set(named))
    ours = themes_of(challenger, material, set(named))
    return Migration(
        as_of=iso(material.until),
        leads=len(after),
        moved=sum(count for (was, will), count in moves.items() if was != will),
        moves=tuple(Move(was, will, count) for (was, will), count in sorted(moves.items())),
        movers=tuple(
            Mover(
                lead_id,
                before[lead_id].grade,
                after[lead_id].grade,
                before[lead_id].rank,
                after[lead_id].rank,
                reasons(theirs.get(lead_id, {}), ours.get(lead_id, {})),
            )
            for lead_id in named
        ),
        handoffs_before=handoffs(champion.scorer, champion.material, ages, weeks),
        handoffs_after=handoffs(challenger, material, ages, weeks),
        weeks=weeks,
    )


def most_moved(before: Mapping[str, Standing], after: Mapping[str, Standing]) -> list[str]:
    """The leads whose rank changes most, of those that have one with both bundles; of equals the first id."""
    apart = {
        lead_id: abs(now.rank - was.rank)
        for lead_id, now in after.items()
        if now.rank is not None and (was := before[lead_id]).rank is not None and now.rank != was.rank
    }
    return sorted(apart, key=lambda lead_id: (-apart[lead_id], lead_id))[:MOST]


def migration_check(found: Migration, rules: Gate) -> Check:
    """Broken where more leads would change their grade than the agreement lets pass unseen."""
    over = found.share > rules.moved
    said = f", more than the agreement lets pass unseen ({100 * rules.moved:.6g} %)" if over else ""
    return Check(
        "migration",
        "",
        "broken" if over else "same",
        found.share,
        None,
        None,
        rules.moved,
        f"{found.moved:,} of {found.leads:,} open leads ({100 * found.share:.1f} %) would change their "
        f"grade{said}; sales would be handed {found.handoffs_after:.1f} new leads a week instead of "
        f"{found.handoffs_before:.1f}.",
    )
