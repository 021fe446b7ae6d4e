"""One lead as its page sees it: its newest score, whose model gave it, and what it was computed from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from models.dossier import known_of
from models.receipts.inputs import Inputs
from models.receipts.known import inputs_from
from models.receipts.score import score
from serving.refusal import Refusal

if TYPE_CHECKING:
    from models.dossier import Known
    from models.ledger import Journey, Ledger
    from models.receipts.scored import Scored
    from serving.desk.lead_model import Model, Models


class Subject(NamedTuple):
    """A lead.

    Attributes:
        told: its score as it was answered; see ``models.receipts.scored``.
        kept: whether the score left a receipt; else it was made for the page, by what serves now.
        inputs: what the score was computed from; None where that was erased or cannot be read.
        scored: the score once more, for what answers do not hold; None without inputs or the bundle.
        serving: the bundle that serves now.
        meanings: of the chances, in the words of the bundle that gave them.
    """

    known: Known
    told: dict[str, Any]
    kept: bool
    inputs: Inputs | None
    scored: Scored | None
    serving: Model | None
    meanings: dict[str, str]


def subject_of(ledger: Ledger, models: Models, lead_id: str, at: int) -> Subject:
    """What there is to say of a lead at an instant (microseconds UTC). It blocks.

    Raises:
        Refusal: 404, nothing is known of such a lead.
        LedgerError: the ledger cannot be read.
    """
    known = known_of(ledger, lead_id, at) if lead_id else None
    if known is None:
        raise Refusal(404, "unknown_lead", "Nothing is known of a lead with this id.")
    serving = models.serving()
    if known.receipt is None:
        return _unscored(known, serving, at)
    model = models.of(known.receipt.model_version)
    inputs = _inputs(known.receipt.inputs)
    scored = score(model.scorer, [inputs])[0] if model and inputs else None
    told: dict[str, Any] = json.loads(known.receipt.answer)
    meanings = dict(model.meanings) if model else {}
    return Subject(known, told, True, inputs, scored, serving, meanings)


def _unscored(known: Known, serving: Model | None, at: int) -> Subject:
    """A lead that was told of, and never scored with a receipt."""
    if known.journey is None or serving is None:
        return Subject(known, {}, False, None, None, serving, {})
    inputs = _told_of(known.journey, serving, at)
    (scored,) = score(serving.scorer, [inputs])
    return Subject(known, scored.flat, False, inputs, scored, serving, dict(serving.meanings))


def _told_of(journey: Journey, serving: Model, at: int) -> Inputs:
    lead = journey.lead
    others = [(other.lead_id, other.facts) for other in journey.colleagues]
    return inputs_from(lead.lead_id, at, lead.facts, others, frozenset(serving.scorer.plan.attributes))


def _inputs(stored: bytes) -> Inputs | None:
    try:
        return Inputs.read(stored)
    except ValueError:
        return None
