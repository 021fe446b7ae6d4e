"""Who shares an account with the leads in hand, and what became of them: read from the journey's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from models.ledger.facts import in_order
from models.ledger.journeys import MOST_COLLEAGUES, MOST_ROWS
from models.receipts.inputs import colleague_of

if TYPE_CHECKING:
    from features.sources import Journey
    from models.ledger import Facts

_SQL: Final = """
    WITH members AS (
        SELECT account_id, lead_id, created_at FROM leads
        WHERE account_id IN (SELECT account_id FROM leads SEMI JOIN {some} USING (lead_id))
    ), touched AS (
        SELECT lead_id, list("at" ORDER BY "at") AS at
        FROM touches SEMI JOIN members USING (lead_id) GROUP BY 1
    ), staged AS (
        SELECT lead_id, list("at") AS at, list(stage) AS stage
        FROM stages SEMI JOIN members USING (lead_id) GROUP BY 1
    )
    SELECT account_id, lead_id, created_at, touched."at", staged."at", stage
    FROM members LEFT JOIN touched USING (lead_id) LEFT JOIN staged USING (lead_id)
    ORDER BY account_id, lead_id"""


class Account(NamedTuple):
    """The leads of an account, by id, as far as they count for their colleagues.

    Attributes:
        too_large: whether the ledger would not read them all, so that a score of theirs leaves no receipt.
    """

    members: dict[str, Facts]
    too_large: bool


def accounts_of(journey: Journey, some: str) -> dict[str, Account]:
    """The accounts of the leads in the table ``some``."""
    found: dict[str, dict[str, Facts]] = {}
    rows: dict[str, int] = {}
    with journey.db.cursor() as cursor:
        cursor.execute(_SQL.format(some=some))
        while told := cursor.fetchmany(20_000):
            for account, lead_id, created_at, touched, staged_at, stage in told:
                stages = in_order(zip(staged_at or (), stage or (), strict=True))
                facts = colleague_of(created_at, account, touched or (), stages)
                found.setdefault(account, {})[lead_id] = facts
                rows[account] = rows.get(account, 0) + facts.size
    return {
        account: Account(members, len(members) > MOST_COLLEAGUES + 1 or rows[account] > MOST_ROWS)
        for account, members in found.items()
    }
