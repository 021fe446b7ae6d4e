"""Simulates the demo company: one stream of random numbers for each thing that happens by chance.

Separate streams keep the rest of the world as it was when one part of it is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipelines.demo import funnel, spend, tables
from pipelines.demo.arrivals import span
from pipelines.demo.budget import budgets
from pipelines.demo.companies import companies
from pipelines.demo.desk import Desk, capacity_for, promise
from pipelines.demo.lives import live
from pipelines.demo.moments import truth_table
from pipelines.demo.nature import nature
from pipelines.demo.outreach import sales_touches
from pipelines.demo.people import people
from pipelines.demo.plant import planted
from pipelines.demo.touches import together
from pipelines.demo.web import web_touches

if TYPE_CHECKING:
    from pipelines.demo.columns import Columns
    from pipelines.demo.drift import Drift
    from pipelines.demo.personas import Personas
    from pipelines.demo.plant import Plant


@dataclass(frozen=True, slots=True)
class Simulation:
    """Everything the files will say."""

    capacity: int
    leads: Columns
    touches: Columns
    stages: Columns
    attribute_changes: Columns
    campaigns: Columns
    probabilities: Columns
    personas: Columns | None


def simulate(
    *,
    seed: int,
    leads: int,
    months: int,
    leak: bool,
    plant: Plant | None = None,
    drift: Drift | None = None,
    steady: bool = False,
    personas: Personas | None = None,
) -> Simulation:
    """The world of these arguments, always the same."""
    names = (
        "firms",
        "people",
        "desk",
        "lives",
        "web",
        "sales",
        "budget",
        "blanks",
        "funnel",
        "leak",
        "spend",
        "plant",
        "personas",  # the last: the streams of the others stay as they are
    )
    streams = np.random.SeedSequence(seed).spawn(len(names))
    draw = {name: np.random.default_rng(stream) for name, stream in zip(names, streams, strict=True)}
    when, desk, ids = span(months), Desk(capacity_for(leads, months)), tables.lead_ids(leads)

    drift = drift and drift.checked()
    who = people(draw["people"], when, leads, companies(draw["firms"], leads), drift, steady=steady)
    if personas:
        who = personas.people(draw["personas"], who)
    looks = promise(draw["desk"], who)
    called_at = desk.plan(draw["desk"], who.created, personas.promise(who, looks) if personas else looks)
    speeds = nature(who, called_at)
    if personas:
        speeds = personas.nature(who, speeds)
    if drift:
        speeds = drift.nature(who.created, speeds)
    lives = live(draw["lives"], who, speeds, when.end)
    sales, executive = sales_touches(draw["sales"], who, lives, called_at, when.end)
    web = web_touches(draw["web"], who, lives, when.end)
    budget = budgets(draw["budget"], who, lives, when.end)

    lead_table = tables.lead_table(draw["blanks"], ids, who, budget)
    if leak:
        lead_table["contract_type"] = funnel.contracts(draw["leak"], lives.changes, leads)
    if plant:
        name, column = planted(draw["plant"], plant, lives.changes, who.created, when.end)
        lead_table[name] = column
    every = together([web, sales])
    if drift:
        lead_table, every = drift.blanked(who.created, lead_table), drift.heard(every)
    return Simulation(
        capacity=desk.capacity,
        leads=lead_table,
        touches=tables.touch_table(ids, every),
        stages=funnel.stage_table(draw["funnel"], ids, who, lives.changes, executive),
        attribute_changes=tables.budget_table(ids, budget),
        campaigns=spend.campaign_table(draw["spend"], who, when),
        probabilities=truth_table(ids, who, speeds, lives),
        personas=personas.table(ids, who) if personas else None,
    )
