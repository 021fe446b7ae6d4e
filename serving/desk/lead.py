"""A lead's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serving.desk.page import Page, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving.desk.desk import Desk
    from serving.operation import Answer


def lead_pages(desk: Desk) -> Iterator[Page]:
    """The page of one lead, whatever its id."""

    async def shown(visit: Visit) -> Answer:
        lead_id = visit.request.path_params["lead_id"]
        return await desk.shell.page(visit, lead_id, "lead.html.j2", lead_id=lead_id)

    yield Page("desk_lead", "/leads/{lead_id:path}", shown)
