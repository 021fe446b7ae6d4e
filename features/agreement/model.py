"""Which model is learnt, as far as the agreement wants to say it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from features.agreement.part import Part

ModelKind = Literal["best", "blend", "booster", "linear", "points"]
Direction = Literal["up", "down"]


class Model(Part):
    """The kind of model, and what it must and may do.

    Attributes:
        kind: "best" takes what wins out of time; any other insists.
        monotone: by attribute, whether more of it may only raise ("up") or only lower ("down") a forecast.
        censoring: whether leads too young for a label teach what they can.
        drift: whether a base rate that has moved is corrected for.
    """

    kind: ModelKind = "best"
    monotone: dict[str, Direction] = Field(default_factory=dict[str, Direction])
    censoring: bool = True
    drift: bool = True
