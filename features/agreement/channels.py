"""Where leads come from, what that costs, and when a channel is kept, tweaked or scrapped."""

from __future__ import annotations

from pydantic import Field

from features.agreement.part import Part


class Channels(Part):
    """What the verdict on channels is made from, and its thresholds.

    Attributes:
        attribute: which says where a lead came from; without one a usual name is looked for, and then the
            channel of the first touch.
        spend: a path, a glob, a query or a database URL; ``channel``, ``month`` or ``date``, and ``spend``.
        currency: what amounts and spend are in; only shown.
        win_worth: what a win is worth where the stages have no amount.
        level: of the intervals; "surely" means that the whole interval lies on one side.
        scrap_below: the share of the overall rate below which a channel may be scrapped.
        least_outcomes: how many outcomes a channel must have, or would have at the overall rate, before it is
            judged.
        falling: how often a channel that does not fall against the others may be said to.
    """

    attribute: str | None = None
    spend: str | None = None
    currency: str = ""
    win_worth: float | None = Field(default=None, gt=0.0)
    level: float = Field(default=0.95, ge=0.5, lt=1.0)
    scrap_below: float = Field(default=0.5, gt=0.0, lt=1.0)
    least_outcomes: int = Field(default=10, ge=2)
    falling: float = Field(default=0.01, gt=0.0, lt=0.5)
