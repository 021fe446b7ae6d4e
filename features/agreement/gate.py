"""What a new model must show before it takes the champion's place."""

from __future__ import annotations

from pydantic import Field

from features.agreement.part import Part


class Gate(Part):
    """The gate's thresholds.

    Attributes:
        auto: whether a model that passes is promoted at once; if not, a person is asked.
        level: of the intervals beyond which a difference is no chance.
        least_outcomes: leads with, and leads without the outcome, that a comparison needs.
        least_leads: a segment with fewer leads has no floor.
        moved: the largest share of open leads that may change their grade unseen.
        slower: how many times as long as the champion's a score may take.
        megabytes: the largest bundle.
    """

    auto: bool = True
    level: float = Field(default=0.95, ge=0.5, lt=1.0)
    least_outcomes: int = Field(default=20, ge=2)
    least_leads: int = Field(default=100, ge=2)
    moved: float = Field(default=0.5, gt=0.0, le=1.0)
    slower: float = Field(default=3.0, gt=1.0)
    megabytes: float = Field(default=100.0, gt=0.0)
