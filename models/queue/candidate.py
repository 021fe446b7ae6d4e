"""A lead that may be worked, or the reason why it is not asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, Self

from models.status import SCORED

if TYPE_CHECKING:
    from collections.abc import Collection

    from features.agreement.values import Target

DISQUALIFIED: Final = "disqualified"
QUALIFIED: Final = "already_qualified"
ANSWERED: Final = "answered"
NOT_RANKED: Final = "not_ranked"


class Scored(Protocol):
    """What a candidate needs of a score, fresh or kept."""

    @property
    def lead_id(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def p_sql(self) -> float | None: ...
    @property
    def p_close(self) -> float | None: ...
    @property
    def grade(self) -> str | None: ...
    @property
    def explore(self) -> bool: ...


class Candidate(NamedTuple):
    """A lead as its newest score has it.

    Attributes:
        score: where the numbers come from, for whoever wants to show more than them.
    """

    lead_id: str
    status: str
    p_sql: float | None
    p_close: float | None
    grade: str | None
    explore: bool
    score: Any = None

    @classmethod
    def of(cls, score: Scored, source: Any) -> Self:
        """A lead as a score has it; ``source`` is where its numbers come from."""
        return cls(
            score.lead_id, score.status, score.p_sql, score.p_close, score.grade, score.explore, source
        )

    def chance(self, target: Target) -> float | None:
        """The forecast of a target."""
        return self.p_sql if target == "sql" else self.p_close


def aside(
    lead: Candidate, ranked_by: Target, targets: Collection[Target], answered: Collection[str]
) -> str | None:
    """Why a lead has no place on any list, in a word; None where it may have one.

    Closed leads, those that opted out and those without a forecast are known by their status. One that does
    not meet a must-have would come back unread. One that is an SQL, or that sales has answered of late, is
    with sales: it needs no second handing over.

    Args:
        targets: those that are forecast.
        answered: the leads that sales has answered of late.
    """
    if lead.status != SCORED:
        return lead.status
    if (lead.grade or "").startswith("X"):
        return DISQUALIFIED
    if "sql" in targets and lead.p_sql is None:
        return QUALIFIED
    if lead.lead_id in answered:
        return ANSWERED
    return NOT_RANKED if lead.chance(ranked_by) is None else None
