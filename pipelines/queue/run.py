"""Fills the week's list from a workspace's sources: every open lead is scored, the best get the places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.agreement import read_agreement
from features.clock import now
from models.ledger import Ledger, ledger_url
from models.ledger.latest import answered_leads
from models.ledger.place import place_of
from models.queue import Candidate, Terms, curve, queue_of, sorted_out
from models.queue.answered import rest
from pipelines.score import score_open

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from features.agreement import Agreement
    from features.sources import Journey
    from models.queue import Point, Queue
    from models.scorer import Scorer
    from models.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Listed:
    """A list, and what more or less capacity would be worth.

    Attributes:
        as_of: when the leads were looked at, microseconds UTC.
        book: all leads that may be worked, best first.
        queue: None where no capacity is agreed.
        curve: expected conversions by capacity.
        accounts: by lead, of those that have one.
    """

    as_of: int
    terms: Terms
    book: Sequence[Candidate]
    queue: Queue | None
    curve: tuple[Point, ...]
    accounts: Mapping[str, str]


def listed(
    scorer: Scorer, journey: Journey, as_of: int, capacity: int | None, answered: Collection[str] = ()
) -> Listed:
    """The list of the leads that are open at ``as_of``.

    Args:
        capacity: leads sales can work in a week.
        answered: the leads that sales has answered of late.

    Raises:
        WorkspaceError: the bundle forecasts nothing.
    """
    terms = Terms.of(scorer, as_of, capacity)
    leads = [Candidate.of(score, score) for score in score_open(scorer, journey, as_of)]
    book, _ = sorted_out(leads, terms, answered)
    return Listed(
        as_of=as_of,
        terms=terms,
        book=book,
        queue=None if capacity is None else queue_of(leads, terms, answered),
        curve=curve(book, terms),
        accounts=dict(
            journey.db.sql("SELECT lead_id, account_id FROM leads WHERE account_id IS NOT NULL").fetchall()
        ),
    )


def agreed_capacity(workspace: Workspace) -> int | None:
    """What the agreement says now: room for more leads needs no training."""
    return read_agreement(workspace.path).action.capacity_per_week


def answered_of_late(workspace: Workspace, agreement: Agreement, as_of: int | None) -> frozenset[str]:
    """The leads sales has answered of within the time an answer rests; none without a ledger.

    Args:
        as_of: None: now.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    url = ledger_url(agreement)
    file = place_of(url, workspace.state).file
    if file is not None and not file.is_file():
        return frozenset()
    until = now() if as_of is None else as_of
    with Ledger.open(url, workspace.state) as ledger:
        return answered_leads(ledger, until - rest(agreement.targets), until)
