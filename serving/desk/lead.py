"""A lead's page: its score and why, its journey, what could be tried, and what sales says of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from features.agreement import read_agreement
from features.agreement.ledger import Feedback
from features.clock import now
from features.errors import LeadcastError, LedgerError
from serving.desk.page import Page, Visit
from serving.refusal import Refusal, ledger_lost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.ledger import Ledger
    from serving.desk.desk import Desk
    from serving.desk.lead_charts import Drawing
    from serving.desk.lead_model import Models
    from serving.desk.lead_subject import Subject
    from serving.desk.lead_whatif import Trial
    from serving.operation import Answer


def lead_pages(desk: Desk) -> Iterator[Page]:
    """The page of one lead, whatever its id, and what takes its forms."""
    page = LeadPage(desk)
    yield Page("desk_lead", "/leads/{lead_id:path}", page.shown)
    yield Page("desk_answer", "/leads/{lead_id:path}", page.answered, method="POST", role="sales")


class LeadPage:
    """Shows leads, and takes answers. What it needs beyond scoring is imported with the first visit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._models: Models | None = None

    async def shown(self, visit: Visit) -> Answer:
        """The page."""
        from serving.desk.lead_answer import SAID, WRONG, key_of
        from serving.desk.lead_charts import drawn
        from serving.desk.lead_place import place_of

        lead_id, ledger = visit.request.path_params["lead_id"], self._desk.memory.ledger
        if ledger is None:
            raise Refusal(503, "no_ledger", "This service keeps no ledger, so it knows of no leads.")
        try:
            subject, values, trial, wanted = await asyncio.to_thread(
                self._made, ledger, lead_id, dict(visit.query)
            )
        except LedgerError as error:
            raise ledger_lost() from error
        charts = await drawn(list(wanted.values()))
        said = visit.query.get("said", "")
        known = subject.known
        values |= {
            "charts": dict(zip(wanted, charts, strict=True)),
            "place": await place_of(self._desk.week, self._desk.champion, known),
            "trial": trial,
            "said": SAID.get(said, ""),
            "wrong": said in WRONG,
            "key": key_of(lead_id, subject.told.get("score_id", ""), known.answers),
            "may_answer": visit.may("sales"),
            "return_reasons": await asyncio.to_thread(self._return_reasons),
        }
        return await self._desk.shell.page(visit, lead_id, "lead.html.j2", **values)

    async def answered(self, visit: Visit) -> Answer:
        """Keeps what sales says, and goes back to the page."""
        from serving.desk.lead_answer import answered

        lead_id = visit.request.path_params["lead_id"]
        said = await answered(self._desk.memory, lead_id, visit.form, visit.caller.name)
        return self._desk.shell.away(self._desk.shell.url("/leads/", lead_id, said=said) + "#answers")

    def _made(
        self, ledger: Ledger, lead_id: str, query: dict[str, str]
    ) -> tuple[Subject, dict[str, Any], Trial | None, dict[str, Drawing]]:
        from serving.desk.lead_drawings import drawings_of
        from serving.desk.lead_model import Models
        from serving.desk.lead_subject import subject_of
        from serving.desk.lead_view import view_of
        from serving.desk.lead_whatif import trial_of

        self._models = self._models or Models(self._desk.workspace, self._desk.champion)
        subject = subject_of(ledger, self._models, lead_id, now())
        return subject, view_of(subject), trial_of(subject, query), drawings_of(subject)

    def _return_reasons(self) -> tuple[str, ...]:
        """As the agreement in the workspace has them now."""
        try:
            return read_agreement(self._desk.workspace.path).feedback.return_reasons
        except LeadcastError:  # a service may run on bundles alone
            return Feedback().return_reasons
