"""What a request leaves in the ledger beside receipts: what it told of leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.clock import now
from models.ledger import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving.answerer import Understood


def documents_of(heard: Understood) -> Iterator[Document]:
    """What was told of the leads that have an id."""
    telling = heard.telling
    for lead_id, facts in ((telling.lead_id, telling.lead), *telling.colleagues):
        if lead_id and not facts.empty:
            # who asks about next year must not have the last word until then
            yield Document(lead_id, "request", min(heard.as_of, now()), facts)
