"""What is kept of scores, where, and what sales may answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from features.agreement.part import Duration, Part


class Ledger(Part):
    """Where the ledger is, and what happens while its database cannot be reached.

    Attributes:
        url: a PostgreSQL database; without one, a file in the workspace.
        when_lost: "spool" keeps what was to be written in files until the database is back; "refuse" refuses.
        receipts: whether each score leaves one.
        keep: how long documents, receipts and answers are kept, in microseconds; None: for ever.
    """

    url: str | None = None
    when_lost: Literal["refuse", "spool"] = "spool"
    receipts: bool = True
    keep: Annotated[Duration, Field(gt=0)] | None = None


class Feedback(Part):
    """What sales may answer.

    Attributes:
        return_reasons: why a lead may be returned.
    """

    return_reasons: tuple[str, ...] = Field(
        default=(
            "bad timing",
            "no budget",
            "wrong person",
            "not a fit",
            "unreachable",
            "duplicate",
            "other",
        ),
        min_length=1,
    )
