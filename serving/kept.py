"""What a request leaves in the ledger: what it told of leads, and a receipt of each score."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from features.clock import now
from models.ledger import Document, Receipt
from models.ledger.contributions import pack
from serving.written import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving.answerer import Understood
    from serving.scored import Scored


def documents_of(heard: Understood) -> Iterator[Document]:
    """What was told of the leads that have an id."""
    telling = heard.telling
    for lead_id, facts in ((telling.lead_id, telling.lead), *telling.colleagues):
        if lead_id and not facts.empty:
            # who asks about next year must not have the last word until then
            yield Document(lead_id, "request", min(heard.as_of, now()), facts)


def receipt_of(scored: Scored, scored_at: int) -> Receipt:
    """All that it takes to compute a score again, and to see that it is the same."""
    record, inputs = scored.record, scored.inputs.text.encode()
    return Receipt(
        score_id=scored.flat["score_id"],
        lead_id=scored.inputs.lead_id,
        as_of=scored.inputs.as_of,
        scored_at=scored_at,
        model_version=record.model_version,
        agreement_version=record.agreement_version,
        status=record.status,
        p_sql=record.p_sql,
        p_close=record.p_close,
        rank=record.rank,
        grade=record.grade,
        fit_score=record.fit_score,
        fit_grade=record.fit_grade,
        explore=record.explore,
        input_hash=hashlib.sha256(inputs).hexdigest(),
        inputs=inputs,
        contributions=pack(
            {target: forecast.contributions[scored.row] for target, forecast in scored.forecasts.items()}
        ),
        answer=written(scored.flat),
    )
