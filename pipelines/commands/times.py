"""Times of the command line: without a zone they are meant as the agreement's sources are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from features.clock import within

if TYPE_CHECKING:
    from datetime import datetime

    from features.agreement import Agreement


@overload
def instant_of(moment: datetime, agreement: Agreement) -> int: ...
@overload
def instant_of(moment: datetime | None, agreement: Agreement) -> int | None: ...
def instant_of(moment: datetime | None, agreement: Agreement) -> int | None:
    """The instant of a time as it was typed, None where none was."""
    return None if moment is None else within(moment, agreement.zone)
