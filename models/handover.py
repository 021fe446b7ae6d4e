"""Whether a lead is handed over to sales, and how likely that was before anybody looked at its id.

What is handed over gets worked, what is worked can become an SQL, and the next model learns from that: where
only what a model liked is handed over, it is taught by its own choices. So a share of the other leads is
handed over too, whatever their score, and each score tells its lead's chance, to weigh it by later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from models.status import SCORED

if TYPE_CHECKING:
    from features.agreement import Agreement

HAND: Final = "hand to sales"
"""How every action begins that hands a lead over."""
EXPLORE: Final = "hand to sales, explore"


class Handover(NamedTuple):
    """What to do with a lead.

    Attributes:
        action: as ``models.actions`` says, or EXPLORE in its place.
        propensity: the chance that the lead is with sales: 1 where its score or its stage puts it there, the
            agreed share where its id alone decides, 0 where nothing does.
    """

    action: str
    propensity: float


def handover(
    agreement: Agreement,
    action: str,
    *,
    lead_id: str,
    explore: bool,
    status: str,
    fit_status: str | None,
    qualified: bool,
) -> Handover:
    """What to do with a lead that is, or is not, among those set aside for exploration.

    Only a lead that is forecast is explored, and may be contacted, and meets the must-haves of the profile:
    sales would return any other unread. A lead without an id cannot be drawn.

    Args:
        action: what to do with it by its score.
        explore: whether its id sets it aside.
        qualified: whether it has reached SQL, so that sales has it already.
    """
    if action.startswith(HAND) or qualified:
        return Handover(action, 1.0)
    if status != SCORED or fit_status == "disqualified" or not lead_id:
        return Handover(action, 0.0)
    return Handover(EXPLORE if explore else action, agreement.action.explore)
