"""The list of leads to work this week, page by page, with what it is worth and what it leaves undone."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from features.clock import iso
from features.errors import LedgerError
from models.queue.queue import PARTS
from models.receipts.scored import unanswered
from serving.operation import Answer, Call, Operation
from serving.refusal import ledger_lost
from serving.request.listing import after, cursor, listing_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.ledger import Ledger
    from models.queue import Candidate, Expected, Queue
    from serving.champion import Champion
    from serving.week import Made, Week


def queue(champion: Champion, week: Week, ledger: Ledger | None) -> Iterator[Operation]:
    """Read from the ledger: nothing is scored for it."""

    async def told(call: Call) -> Answer:
        listing = listing_of(call.request.query_params)
        scorer = champion.answerer().scorer
        made = await week.made(scorer, listing.capacity)
        leads = made.queue.part(listing.part)
        begin = after(leads, listing.behind)
        page = leads[begin : begin + listing.limit]
        try:
            answers = await asyncio.to_thread(_answers, ledger, page)
        except LedgerError as error:
            raise ledger_lost() from error
        return Answer(
            {
                **figures(made, scorer.agreement_version),
                "part": listing.part,
                "results": [
                    _item(made.queue, listing.part, place, lead, answers)
                    for place, lead in enumerate(page, begin + 1)
                ],
                "next_cursor": cursor(leads, begin + len(page)),
            }
        )

    yield Operation("get_queue", "GET", "/v1/queue", "read", told)


def figures(made: Made, agreement_version: str) -> dict[str, Any]:
    """The list in figures; fixed keys, null where a target is not forecast."""
    queue = made.queue
    cut_off = queue.cut_off
    told: dict[str, Any] = {
        "as_of": iso(made.at),
        "model_version": made.version,
        "agreement_version": agreement_version,
        "ranked_by": queue.terms.ranked_by,
        "capacity": queue.terms.capacity,
        "waiting": sum(len(queue.part(part)) for part in PARTS),
        "listed": len(queue.handed),
        "explored": len(queue.explored),
        "missed": len(queue.missed),
        "skipped": len(queue.skipped),
        "safe_to_skip": queue.safe,
        "cut_off": cut_off.p if cut_off else None,
        "cut_off_grade": cut_off.grade if cut_off else None,
        "set_aside": dict(queue.aside),
    }
    for part in PARTS:
        for target in ("sql", "close"):
            told |= _numbers(f"{part}_{target}", queue.expected[part].get(target))
    return told


def _numbers(name: str, found: Expected | None) -> dict[str, Any]:
    value, low, high = found or (None, None, None)
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def _item(
    queue: Queue, part: str, place: int, lead: Candidate, answers: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    explored = part == "queue" and place > len(queue.ranked)
    chance = 1.0 if part == "queue" and not explored else queue.chance
    return {
        "place": place,
        "explored": explored,
        "list_propensity": chance,
        **unanswered(lead.lead_id),
        **answers.get(lead.score, {}),
    }


def _answers(ledger: Ledger | None, page: Sequence[Candidate]) -> dict[str, dict[str, Any]]:
    """By score, what was answered then."""
    found = ledger.receipts([lead.score for lead in page]) if ledger else {}
    return {score_id: json.loads(receipt.answer) for score_id, receipt in found.items()}
