"""Which changes may be tried on a lead, to see what the model would say of it then."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from features import clock
from features.agreement.part import Duration, Part


class WhatIf(Part):
    """The levers of a lead's page. None: a default, see docs/desk.md.

    Attributes:
        touches: kinds of touch that we may make.
        answers: kinds of touch by which the lead may answer.
        channels: by kind of touch, where it happens.
        attributes: those that somebody could change, or ask for.
        longest_wait: how long nothing may happen, in microseconds.
    """

    touches: tuple[str, ...] | None = None
    answers: tuple[str, ...] | None = None
    channels: dict[str, str] = Field(default_factory=dict[str, str])
    attributes: tuple[str, ...] | None = None
    longest_wait: Annotated[Duration, Field(ge=clock.DAY)] = 30 * clock.DAY
