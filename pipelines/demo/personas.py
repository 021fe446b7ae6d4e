"""Personas planted to be found: kinds of leads with a speed of their own, and a driver that others lack.

Where they are ``alone``, nothing else that the files show on arrival tells leads apart, so that whoever finds
any other persona has found chance. Without a single one, such a world has no structure at all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from pipelines.demo.arrays import pick
from pipelines.demo.channels import CHANNELS
from pipelines.demo.columns import Words
from pipelines.demo.drivers import log_ratio
from pipelines.demo.market import TECHNOLOGIES, TRAITS

if TYPE_CHECKING:
    from pipelines.demo.arrays import Bools, Floats, Ints
    from pipelines.demo.columns import Columns
    from pipelines.demo.nature import Nature
    from pipelines.demo.people import People

ARRIVE: Final = (0.30, 0.48, 0.22)
"""Of all channels together: the phases in which leads arrive where channels do not differ."""
ELSE: Final = "everybody else"


class Persona(NamedTuple):
    """Leads who have one of the options named in each trait, and belong to no earlier persona.

    sql, close  added to the log rates of qualifying and of closing
    driver      a technology or a channel that adds ``lift`` to both, for these leads alone; "" for none
    """

    name: str
    where: dict[str, tuple[str, ...]]
    sql: float
    close: float
    driver: str = ""
    lift: float = 0.0

    def holds(self, leads: People) -> Bools:
        """Who meets all of its conditions."""
        met = np.ones(len(leads.created), dtype=np.bool_)
        for trait, wanted in self.where.items():
            names = np.array([option.name for option in TRAITS[trait]])
            met &= np.isin(names[leads.traits[trait]], wanted)
        return met

    def driven(self, leads: People) -> Bools:
        """Who has its driver."""
        technologies = [option.name for option in TECHNOLOGIES]
        if self.driver in technologies:
            return leads.technologies[:, technologies.index(self.driver)]
        return np.array([channel.name == self.driver for channel in CHANNELS])[leads.channel]


class Personas(NamedTuple):
    """What is planted."""

    personas: tuple[Persona, ...] = ()
    alone: bool = True

    def of(self, leads: People) -> Ints:
        """Each lead's persona; their number for everybody else."""
        found = np.full(len(leads.created), len(self.personas), dtype=np.int64)
        for number, persona in reversed(list(enumerate(self.personas))):
            found[persona.holds(leads)] = number
        return found

    def people(self, rng: np.random.Generator, leads: People) -> People:
        """The leads; where the personas are alone, no channel's people arrive readier than others'."""
        return replace(leads, arrival=pick(rng, ARRIVE, len(leads.created))) if self.alone else leads

    def promise(self, leads: People, looks: Floats) -> Floats:
        """What the desk goes by; where the personas are alone, their profile does not impress it."""
        return looks - 0.5 * log_ratio(leads, "sql") if self.alone else looks

    def nature(self, leads: People, usual: Nature) -> Nature:
        """The leads' speeds with the personas' own: still fixed on arrival, so the truth is exact."""
        of, sql, close = self.of(leads), np.zeros(len(leads.created)), np.zeros(len(leads.created))
        if self.alone:
            sql, close = -log_ratio(leads, "sql"), -log_ratio(leads, "close")
        for number, persona in enumerate(self.personas):
            lift = persona.lift * persona.driven(leads)
            sql = sql + (of == number) * (persona.sql + lift)
            close = close + (of == number) * (persona.close + lift)
        return replace(
            usual,
            mql=usual.mql * np.exp(0.25 * sql),
            sql=usual.sql * np.exp(sql),
            close=usual.close * np.exp(close),
        )

    def table(self, ids: list[str], leads: People) -> Columns:
        """The truth: who is whom."""
        return {
            "lead_id": ids,
            "persona": Words(self.of(leads), [*(persona.name for persona in self.personas), ELSE]),
        }

    def told(self) -> dict[str, Any]:
        """The same as JSON."""
        return {"alone": self.alone, "personas": [persona._asdict() for persona in self.personas]}


THREE: Final = (
    Persona(
        "leaders in marketing and sales",
        {"seniority": ("chief", "vice president", "head", "director"), "function": ("Marketing", "Sales")},
        sql=1.3,
        close=0.5,
        driver="HubSpot",
        lift=0.5,
    ),
    Persona(
        "larger makers and movers of goods",
        {"industry": ("Manufacturing", "Logistics"), "employees": ("50-199", "200-499", "500-999")},
        sql=1.1,
        close=0.7,
        driver="webinar",
        lift=0.5,
    ),
    Persona(
        "staff of small companies",
        {"seniority": ("manager", "specialist", "student"), "employees": ("1-9", "10-49")},
        sql=-2.0,
        close=-0.7,
    ),
)
"""Each of a tenth to a fifth of the leads, in words that the files leave out for some of them."""
