"""The agreement's parts, as small frozen values with their defaults."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from features import clock
from features.agreement.attributes import AttributeKind, Attributes
from features.agreement.channels import Channels
from features.agreement.gate import Gate
from features.agreement.icp import Icp
from features.agreement.ledger import Feedback, Ledger
from features.agreement.model import Model
from features.agreement.monitor import Monitor
from features.agreement.part import Duration, Part
from features.agreement.personas import Persona, Personas, Where
from features.agreement.stages import OURS, Stages
from features.agreement.what_if import WhatIf
from features.naming import key

__all__ = [
    "OURS",
    "Action",
    "Agreement",
    "AttributeKind",
    "Attributes",
    "Channels",
    "Duration",
    "FeatureLimits",
    "Feedback",
    "Gate",
    "Ledger",
    "Model",
    "Moments",
    "Monitor",
    "Persona",
    "Sources",
    "Stages",
    "Target",
    "Targets",
    "Touches",
    "WhatIf",
    "Where",
]

Target = Literal["sql", "close"]
TableName = Literal["leads", "touches", "stages", "attribute_changes"]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'{name!r} is not a time zone; write one such as "UTC" or "Europe/Berlin"') from None
    return name


class Sources(Part):
    """Where each table comes from: a path, a glob, a DuckDB query, or a database URL and a query."""

    leads: str
    touches: str | None = None
    stages: str | None = None
    attribute_changes: str | None = None


class Targets(Part):
    """The horizon of each target, in microseconds; None where it is not forecast."""

    sql: Duration | None = None
    close: Duration | None = None

    @model_validator(mode="after")
    def _positive(self) -> Self:
        if self.sql == 0 or self.close == 0:
            raise ValueError('a horizon must be longer than nothing; write for example sql = "30d"')
        return self

    def horizons(self) -> dict[Target, int]:
        """The targets that are forecast and their horizons, in the order of the funnel."""
        both: tuple[tuple[Target, int | None], ...] = (("sql", self.sql), ("close", self.close))
        return {name: horizon for name, horizon in both if horizon is not None}


class Moments(Part):
    """When a lead is looked at, for training."""

    after_creation: tuple[Duration, ...] = tuple(
        clock.duration(t) for t in ("0h", "1d", "3d", "7d", "14d", "30d")
    )
    at_stage_changes: bool = True
    too_old: Duration | None = None

    @model_validator(mode="after")
    def _some_age(self) -> Self:
        if self.too_old == 0:
            raise ValueError('too_old must be longer than nothing; write for example too_old = "180d"')
        return self


class Touches(Part):
    """Which kinds of touch are ours (outbound), and which are left out."""

    outbound: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class FeatureLimits(Part):
    """How many kinds, channels and categories get a column of their own; the rest fold into "other"."""

    kinds: int = Field(default=20, ge=1, le=500)
    channels: int = Field(default=10, ge=1, le=500)
    categories: int = Field(default=30, ge=2, le=1000)


class Action(Part):
    """What sales can work, and how the bands of propensity are cut (shares of the training population).

    Attributes:
        explore: the share of leads that is handed over whatever its score.
        explore_salt: another salt sets other leads aside.
    """

    capacity_per_week: int | None = Field(default=None, ge=1)
    rank_by: Target | None = None
    bands: tuple[float, float, float] = (0.1, 0.3, 0.6)
    explore: float = Field(default=0.0, ge=0.0, le=0.5)
    explore_salt: str = ""


class Agreement(Part):
    """All of ``agreement.toml``."""

    name: str
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    date_order: Literal["day_first", "month_first"] | None = None
    sources: Sources
    columns: dict[TableName, dict[str, str]] = Field(default_factory=dict[TableName, dict[str, str]])
    stages: Stages = Stages()
    targets: Targets = Targets()
    moments: Moments = Moments()
    attributes: Attributes = Attributes()
    model: Model = Model()
    touches: Touches = Touches()
    features: FeatureLimits = FeatureLimits()
    icp: Icp = Icp()
    channels: Channels = Channels()
    action: Action = Action()
    gate: Gate = Gate()
    monitor: Monitor = Monitor()
    persona: Personas = ()
    ledger: Ledger = Ledger()
    feedback: Feedback = Feedback()
    what_if: WhatIf = WhatIf()
    seed: int = 7

    @property
    def zone(self) -> ZoneInfo:
        """Where times without a zone are read."""
        return ZoneInfo(self.timezone)

    @model_validator(mode="after")
    def _read_if_monotone(self) -> Self:
        excluded = set(map(key, self.attributes.exclude))
        for name in self.model.monotone:
            if key(name) in excluded:
                raise ValueError(
                    f"[model.monotone] {name!r} is in [attributes] exclude too, so it is not learnt from; "
                    "take it out of one"
                )
        return self
