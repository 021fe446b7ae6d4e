"""What is asked of the week's list, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from models.queue.queue import PARTS
from serving.documents.contract.score import FLAT, STATUSES
from serving.documents.field import Field, Object, answered
from serving.request.listing import LARGEST, MOST, USUAL

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE: Final = (
    Field(
        name="part",
        kind="text",
        about="Which leads: those on the list, those just below it, or those that can be skipped; "
        "the list if it is left out.",
        words=PARTS,
        example="queue",
    ),
    Field(
        name="limit",
        kind="integer",
        about=f"How many at once; {USUAL} if it is left out.",
        least=1,
        most=MOST,
        example=50,
    ),
    Field(name="cursor", kind="text", about="The next_cursor of the page before; the first page without it."),
    Field(
        name="capacity",
        kind="integer",
        about="Leads a week, in the place of the agreement's capacity_per_week.",
        least=1,
        most=LARGEST,
    ),
)
_WHO: Final = {"queue": "on the list", "missed": "just below the list", "skipped": "that can be skipped"}
_WHAT: Final = {"sql": "become sales-qualified", "close": "are won"}


def _worth() -> Iterator[Field]:
    for part, who in _WHO.items():
        for target, what in _WHAT.items():
            about = f"How many of the leads {who} {what} within the horizon"
            name = f"{part}_{target}"
            yield Field(
                name=name,
                kind="number",
                about=f"{about}, as expected. Null where that is not forecast.",
                example=16.4,
                nullable=True,
            )
            for end, word in (("low", "least"), ("high", "most")):
                yield Field(
                    name=f"{name}_{end}",
                    kind="integer",
                    about=f"{about}, at {word}, with 95 % certainty for both ends.",
                    example=9 if end == "low" else 25,
                    nullable=True,
                )


def _item(field: Field) -> Field:
    if field.name == "status":
        return replace(field, words=(*STATUSES, "refused"))
    return replace(field, nullable=True) if field.name == "as_of" else field


ITEM: Final = Object(
    name="QueueItem",
    about="A lead with its newest score.",
    fields=(
        *answered(
            Field(name="place", kind="integer", about="In this part of the list, from 1.", example=1),
            Field(
                name="explored",
                kind="boolean",
                about="Whether chance put it on the list, not its forecast.",
                example=False,
            ),
            Field(
                name="list_propensity",
                kind="number",
                about="The chance it had of being on the list.",
                example=1.0,
                least=0,
                most=1,
            ),
        ),
        *map(_item, FLAT),
    ),
)
QUEUE: Final = Object(
    name="Queue",
    about="The list of leads to work this week.",
    fields=answered(
        Field(
            name="as_of",
            kind="instant",
            about="When the ledger was read for it.",
            example="2026-09-30T09:00:00+00:00",
        ),
        Field(
            name="model_version",
            kind="text",
            about="The bundle whose scores it is made of.",
            example="2026-09-30-ebb5d04b9e",
        ),
        Field(
            name="agreement_version",
            kind="text",
            about="The agreement it was made under.",
            example="1f0c53a9",
        ),
        Field(
            name="ranked_by", kind="text", about="The target whose forecast gives the order.", example="close"
        ),
        Field(name="capacity", kind="integer", about="Leads that can be worked in a week.", example=120),
        Field(name="waiting", kind="integer", about="Leads that may be worked.", example=2156),
        Field(name="listed", kind="integer", about="Leads on the list.", example=120),
        Field(name="explored", kind="integer", about="Those of them that chance put there.", example=4),
        Field(name="missed", kind="integer", about="Leads just below: another week's capacity.", example=120),
        Field(name="skipped", kind="integer", about="All others.", example=1916),
        Field(
            name="safe_to_skip",
            kind="integer",
            about="The last of them: together a twentieth of all that is expected.",
            example=555,
        ),
        Field(
            name="cut_off",
            kind="number",
            about="The probability at which the list ends. Null where there is room for everybody.",
            example=0.073,
            least=0,
            most=1,
            nullable=True,
        ),
        Field(name="cut_off_grade", kind="text", about="The grade there.", example="B2", nullable=True),
        Field(
            name="set_aside",
            kind="numbers",
            about="How many leads were not asked, by reason: closed, already qualified, answered of late ...",
            example={"already_qualified": 124},
        ),
        *_worth(),
        Field(name="part", kind="text", about="Which leads these are.", words=PARTS, example="queue"),
        Field(name="results", kind="rows", of=ITEM, about="The leads of this page, in order."),
        Field(
            name="next_cursor",
            kind="text",
            about="What to send as cursor for the next page. Empty on the last one.",
            example="50-6f1c0f9d2f0d4c1f",
        ),
    ),
)
