"""The people who become leads: who they are, how they came, and in which mood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.demo.arrays import pick, pick_each
from pipelines.demo.arrivals import arrivals
from pipelines.demo.channels import CAMPAIGNS, CHANNELS
from pipelines.demo.market import DOMAINS, FUNCTIONS, SENIORITIES

if TYPE_CHECKING:
    from pipelines.demo.arrays import Bools, Floats, Ints
    from pipelines.demo.arrivals import Span
    from pipelines.demo.companies import Companies
    from pipelines.demo.drift import Drift

SHARED_NEED: Final = 0.6
"""How much of a person's need is the company's: what colleagues did says something about the next one."""


@dataclass(frozen=True, slots=True)
class People:
    """One row per lead, in order of creation. ``traits`` are positions in the options of ``market``.

    Hidden from the workspace: ``need`` (how readily interest grows, standard normal), ``arrival`` (the phase
    on the first day) and ``chatty`` (touches relative to others in the same phase; says nothing of intent).
    """

    created: Ints
    company: Ints
    campaign: Ints
    channel: Ints
    traits: dict[str, Ints]
    technologies: Bools
    years: Floats
    revenue: Floats
    need: Floats
    arrival: Ints
    chatty: Floats


def people(
    rng: np.random.Generator,
    when: Span,
    size: int,
    firms: Companies,
    drift: Drift | None = None,
    *,
    steady: bool = False,
) -> People:
    """``size`` leads of the companies given; in a ``steady`` world the mix of channels stays."""
    created = arrivals(rng, when, size)
    company = pick(rng, firms.weight, size)
    shares = _shares(np.full(size, 0.5) if steady else when.progress(created))
    channel = pick_each(rng, drift.mix(created, shares) if drift else shares)
    need = np.sqrt(1 - SHARED_NEED**2) * rng.standard_normal(size) + SHARED_NEED * firms.need[company]
    own = {
        "seniority": pick(rng, [option.share for option in SENIORITIES], size),
        "function": pick(rng, [option.share for option in FUNCTIONS], size),
        "email_domain": pick(rng, [option.share for option in DOMAINS], size),
    }
    return People(
        created=created,
        company=company,
        campaign=_campaign(rng, channel),
        channel=channel,
        traits={name: codes[company] for name, codes in firms.traits.items()} | own,
        technologies=firms.technologies[company],
        years=np.round(rng.gamma(1.4, 3.2, size), 1),
        revenue=firms.revenue[company],
        need=need,
        arrival=_arrival(rng, channel, need),
        chatty=rng.lognormal(-0.18, 0.6, size),
    )


def _shares(progress: Floats) -> Floats:
    """The channels' shares (leads, channels)."""
    first = np.array([channel.first for channel in CHANNELS])
    last = np.array([channel.last for channel in CHANNELS])
    return first + progress[:, None] * (last - first)


def _campaign(rng: np.random.Generator, channel: Ints) -> Ints:
    """A position in CAMPAIGNS, among those of the lead's channel."""
    parts = np.array(
        [[campaign.part * (owner is name) for owner, campaign in CAMPAIGNS] for name in CHANNELS]
    )
    return pick_each(rng, parts[channel])


def _arrival(rng: np.random.Generator, channel: Ints, need: Floats) -> Ints:
    usual = np.array([channel.arrive for channel in CHANNELS])[channel]
    return pick_each(rng, usual * np.exp(0.5 * need[:, None] * np.array([-1.0, 0.0, 1.0])))
