"""What each operation takes, gives and refuses, by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from serving.documents.contract.batch import BATCH, batch_request
from serving.documents.contract.feedback import FEEDBACK, TAKEN
from serving.documents.contract.hooks import CONTACT_OR_EVENTS, HUBSPOT, RECORD, TOKEN
from serving.documents.contract.lead import AS_OF, score_request
from serving.documents.contract.model import ALIVE, DOCUMENT, MODEL, READY
from serving.documents.contract.queue import PAGE, QUEUE
from serving.documents.contract.score import SCORE
from serving.documents.field import Description, Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from serving.operation import Operation


_LEAD_ID: Final = Field(
    name="lead_id", kind="text", about="The lead's id.", example="00Q5e00000Abc", least=1, required=True
)
_EXPLAIN: Final = Field(
    name="explain", kind="boolean", about="Whether every contribution comes back too, as explanation."
)


def described(attributes: Iterable[Field]) -> dict[str, Description]:
    """The descriptions; ``attributes`` are those of the model that serves."""
    lead = score_request(attributes)
    return {
        "score_lead": Description(
            summary="Score a lead",
            about="Forecasts and explains one lead from what is sent of it, at one instant. "
            "The same request to the same model gives the same bytes.",
            request=lead,
            answer=SCORE,
        ),
        "score_batch": Description(
            summary="Score many leads",
            about="Scores up to 1,000 leads at once, each as if it had been sent alone; the order is kept.",
            request=batch_request(lead),
            answer=BATCH,
        ),
        "get_lead_score": Description(
            summary="Score a lead that is known",
            about="Scores a lead of which the service has heard before, from a sync or from requests.",
            parameters=(_LEAD_ID, AS_OF, _EXPLAIN),
            answer=SCORE,
            errors=(404, 422),
        ),
        "give_feedback": Description(
            summary="Say what became of a lead",
            about="Keeps what sales says of a lead: accepted, returned and why, contacted, or its outcome. "
            "It is on the disk when it is acknowledged.",
            request=FEEDBACK,
            answer=TAKEN,
            errors=(409,),
        ),
        "get_model": Description(
            summary="Tell about the model",
            about="Which model answers, and the names it knows.",
            answer=MODEL,
        ),
        "get_queue": Description(
            summary="List the leads to work this week",
            about="The leads that fill the capacity of sales, best first, from the newest scores of the last "
            "seven days; what they are worth, and what is left undone. It is made anew every minute or so.",
            parameters=PAGE,
            answer=QUEUE,
            errors=(409, 422),
            for_crms=False,
        ),
        "get_liveness": Description(
            summary="Is it alive",
            about="Whether the process answers.",
            answer=ALIVE,
            always=True,
            for_crms=False,
        ),
        "get_readiness": Description(
            summary="Is it ready",
            about="Whether it can score.",
            answer=READY,
            for_crms=False,
        ),
        "get_metrics": Description(
            summary="Read the metrics",
            about="Counts and durations, as Prometheus reads them.",
            for_crms=False,
            media_type="text/plain",
        ),
        "hubspot_hook": Description(
            summary="Be called by HubSpot",
            about="Takes what HubSpot's workflows, custom actions and webhooks send, if HubSpot signed it.",
            body=CONTACT_OR_EVENTS,
            answer=HUBSPOT,
            errors=(401, 403, 429),
            for_crms=False,
        ),
        "odoo_hook": Description(
            summary="Be called by Odoo",
            about="Takes what an automation rule of Odoo sends, and keeps it with the lead.",
            body=RECORD,
            parameters=(TOKEN,),
            answer=SCORE,
            for_crms=False,
        ),
        **{
            f"get_openapi_{version}": Description(
                summary=f"Get the {name} document",
                about=f"This service as an {name} document, with the attributes of the model that serves.",
                answer=DOCUMENT,
                for_crms=False,
            )
            for version, name in (
                ("3_1", "OpenAPI 3.1"),
                ("3_0", "OpenAPI 3.0"),
                ("2_0", "OpenAPI 2.0 (Swagger)"),
            )
        },
    }


def statuses(operation: Operation, description: Description) -> Iterator[int]:
    """The errors an operation may answer with."""
    found = {500, *description.errors}
    found |= {400, 408, 413, 415, 422} if description.request or description.body else set()
    found |= {401, 403, 429} if operation.scope else set()
    found |= set() if description.always else {503}
    yield from sorted(found)
