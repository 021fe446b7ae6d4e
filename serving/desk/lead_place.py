"""Where a lead stands on the week's list, or why it is not on it, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.queue.answered import rest
from models.queue.candidate import ANSWERED, DISQUALIFIED, QUALIFIED, Candidate, aside
from models.queue.queue import PARTS
from serving.refusal import Refusal

if TYPE_CHECKING:
    from models.dossier import Known
    from models.queue import Queue
    from serving.champion import Champion
    from serving.week import Week

_ASIDE: Final = {
    ANSWERED: "not on this week's list: sales has answered",
    DISQUALIFIED: "not on this week's list: a must-have of the ideal customer is not met",
    QUALIFIED: "not on this week's list: it is with sales already",
}


async def place_of(week: Week, champion: Champion, known: Known) -> str:
    """The lead's place; empty where there is no list."""
    try:
        scorer = champion.answerer().scorer
        made = await week.made(scorer, None)
    except Refusal:
        return ""
    return placed(made.queue, known, made.at - rest(scorer.agreement.targets))


def placed(queue: Queue, known: Known, since: int) -> str:
    """The lead's place on a list.

    Args:
        since: who was answered of then or later has no place (microseconds UTC).
    """
    if not known.scores:
        return ""
    newest = Candidate.of(known.scores[-1], None)
    answered = {known.lead_id} if any(answer.received_at >= since for answer in known.answers) else set[str]()
    why = aside(newest, queue.terms.ranked_by, queue.terms.targets, answered)
    for part in PARTS if why is None else ():
        for place, lead in enumerate(queue.part(part), 1):
            if lead.lead_id == known.lead_id:
                return _said(queue, part, place)
    if why is None:
        return "not on this week's list: the model that serves has not scored it within the week"
    return _ASIDE.get(why, "not on this week's list")


def _said(queue: Queue, part: str, place: int) -> str:
    if part == "queue":
        drawn = ", drawn by lot whatever its score" if place > len(queue.ranked) else ""
        return f"place {place} of {len(queue.handed)} on this week's list{drawn}"
    if part == "missed":
        return f"just missed this week's list: {place} below its end"
    return "below this week's list"
