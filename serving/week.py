"""The week's list, made of the newest scores in the ledger, and kept a while: making it takes a second."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from features.agreement import read_agreement
from features.agreement.parse import parse_agreement
from features.clock import WEEK, now
from features.errors import LeadcastError, LedgerError
from models.ledger.latest import answered_leads, newest
from models.queue import Candidate, Terms, queue_of
from models.queue.answered import rest
from serving.refusal import Refusal, ledger_lost

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.ledger import Ledger
    from models.queue import Queue
    from models.scorer import Scorer
    from models.workspace import Workspace

FRESH: Final = 60.0
"""Seconds for which a list is told as it is."""
STALE: Final = 600.0
"""Seconds for which it is told while the next one is made."""


class Made(NamedTuple):
    """A list.

    Attributes:
        at: when the ledger was read for it, microseconds UTC.
        age: the monotonic time then.
    """

    version: str
    asked: int | None
    at: int
    age: float
    queue: Queue


class Week:
    """Makes the list of one workspace.

    Args:
        agreed: tells how many leads sales can work in a week, None where nobody says.
    """

    def __init__(self, ledger: Ledger | None, agreed: Callable[[], int | None]) -> None:
        self._ledger = ledger
        self._agreed = agreed
        self._made: Made | None = None
        self._making: asyncio.Task[Made] | None = None

    async def made(self, scorer: Scorer, asked: int | None) -> Made:
        """The list of the leads that the scorer's bundle scored within a week.

        Args:
            asked: a capacity in the place of the agreement's.

        Raises:
            Refusal: there is no ledger, it is lost, nothing is forecast, or nobody named a capacity.
        """
        if self._ledger is None:
            raise Refusal(503, "no_ledger", "This service keeps no ledger, so it knows of no scores.")
        made = self._made
        if made is None or (made.version, made.asked) != (scorer.version, asked) or _older(made, STALE):
            return await self._again(scorer, asked)
        if _older(made, FRESH) and (self._making is None or self._making.done()):
            self._making = asyncio.create_task(self._again(scorer, asked))
            self._making.add_done_callback(_heard)
        return made

    async def _again(self, scorer: Scorer, asked: int | None) -> Made:
        self._made = await asyncio.to_thread(self._make, scorer, asked)
        return self._made

    def _make(self, scorer: Scorer, asked: int | None) -> Made:
        if self._ledger is None:
            raise ledger_lost()
        at, age = now(), monotonic()
        terms = self._terms(scorer, at, asked)
        try:
            scores = newest(self._ledger.scored(at - WEEK, at + 1, version=scorer.version), at)
            answered = answered_leads(self._ledger, at - rest(scorer.agreement.targets), at + 1)
        except LedgerError as error:
            raise ledger_lost() from error
        leads = [Candidate.of(score, score.score_id) for score in scores.values()]
        return Made(scorer.version, asked, at, age, queue_of(leads, terms, answered))

    def _terms(self, scorer: Scorer, at: int, asked: int | None) -> Terms:
        capacity = asked or self._agreed()
        if capacity is None:
            raise Refusal(
                409,
                "no_capacity",
                "Nobody says how many leads sales can work: write capacity_per_week into the agreement's "
                "[action], or ask with capacity.",
                "capacity",
            )
        try:
            return Terms.of(scorer, at, capacity)
        except LeadcastError as error:
            raise Refusal(
                409, "no_forecast", "The model forecasts nothing, so no list has an order."
            ) from error


def agreed_capacity(workspace: Workspace) -> int | None:
    """What the agreement in the workspace says now: room for more leads needs no training."""
    try:
        return read_agreement(workspace.path).action.capacity_per_week
    except LeadcastError:  # a service may run on bundles alone
        return parse_agreement(workspace.champion().text("agreement.toml")).action.capacity_per_week


def _older(made: Made, seconds: float) -> bool:
    return monotonic() - made.age > seconds


def _heard(done: asyncio.Task[Made]) -> None:
    """What went wrong is told to whoever asks next, once the list at hand is too old."""
    if not done.cancelled():
        done.exception()
