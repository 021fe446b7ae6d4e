"""What a score leaves behind: all that it takes to compute it again, and to see that it is the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from models.ledger import Receipt
from models.ledger.contributions import pack
from models.receipts.written import written

if TYPE_CHECKING:
    from models.receipts.scored import Scored


def receipt_of(scored: Scored, scored_at: int) -> Receipt:
    """The receipt of a score that was given at an instant, microseconds UTC."""
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
        propensity=record.handover_propensity,
        input_hash=hashlib.sha256(inputs).hexdigest(),
        inputs=inputs,
        contributions=pack(
            {target: forecast.contributions[scored.row] for target, forecast in scored.forecasts.items()}
        ),
        answer=written(scored.flat),
    )
