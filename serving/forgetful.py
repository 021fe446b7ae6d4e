"""No ledger: each request is alone with what it tells, and nothing rides along."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from serving.refusal import Refusal
from serving.request.facts import NOTHING, Held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.ledger import Answer, Shadowed, Written
    from models.receipts.scored import Scored
    from serving.answerer import Understood
    from serving.request.facts import Telling


class Forgetful:
    """Remembers nothing."""

    zone = UTC
    keeps_receipts = False
    ledger = None

    async def begin(self) -> None:
        """There is nothing to begin."""

    async def end(self) -> None:
        """There is nothing to end."""

    async def held(self, told: Sequence[Telling]) -> list[Held]:
        """Nothing is known of any lead."""
        return [NOTHING] * len(told)

    async def keep(self, heard: Sequence[Understood], held: Sequence[Held], scored: Sequence[Scored]) -> None:
        """Nothing is kept."""

    async def shadowed(self, scores: Sequence[Shadowed]) -> bool:
        """Nothing is kept."""
        del scores
        return False

    async def answered(self, answer: Answer) -> Written:
        """Refuses: an answer that is not kept must not be acknowledged."""
        del answer
        raise Refusal(503, "no_ledger", "This service keeps no ledger, so it takes no feedback.")
