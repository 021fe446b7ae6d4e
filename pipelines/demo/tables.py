"""The leads, touches and budget answers as a company would export them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.demo.blanks import with_blanks
from pipelines.demo.budget import ANSWERS
from pipelines.demo.channels import CAMPAIGNS, CHANNELS
from pipelines.demo.columns import Words, times
from pipelines.demo.market import BUSINESS, DOMAINS, TECHNOLOGIES, TRAITS
from pipelines.demo.outreach import ACTORS
from pipelines.demo.titles import titles
from pipelines.demo.touches import KINDS, MEDIA, OUTBOUND
from pipelines.demo.web import ASSETS

if TYPE_CHECKING:
    from pipelines.demo.budget import Budgets
    from pipelines.demo.columns import Columns
    from pipelines.demo.people import People
    from pipelines.demo.touches import Touches

CARELESS_CHANNELS: Final = ("paid_social", "bought_list")
SHOWN: Final = ("industry", "country", "employees", "financial_situation")
DIRECTIONS: Final = tuple("outbound" if kind in OUTBOUND else "inbound" for kind in range(len(KINDS)))


def lead_ids(size: int) -> list[str]:
    """L000001, L000002, ... in order of creation."""
    return [f"L{number:06d}" for number in range(1, size + 1)]


def lead_table(rng: np.random.Generator, ids: list[str], leads: People, budget: Budgets) -> Columns:
    """One row per lead as the CRM shows it on the day of the export."""
    careless = np.isin(np.array([channel.name for channel in CHANNELS])[leads.channel], CARELESS_CHANNELS)
    known = np.where(leads.traits["email_domain"] == BUSINESS, leads.company, -1)
    accounts = [f"A{number:05d}" for number in range(1, int(leads.company.max()) + 2)]
    profile = {
        field: with_blanks(rng, field, values, careless) for field, values in _profile(rng, leads).items()
    }
    return {
        "lead_id": ids,
        "created_at": times(leads.created),
        "account_id": Words(known, accounts),
        "channel": Words(leads.channel, [channel.name for channel in CHANNELS]),
        "campaign": Words(leads.campaign, [campaign.name for _, campaign in CAMPAIGNS]),
        "email_domain": Words(leads.traits["email_domain"], [option.name for option in DOMAINS]),
        **profile,
        "budget": Words(budget.latest, ANSWERS),
    }


def _profile(rng: np.random.Generator, leads: People) -> dict[str, list[str]]:
    """The fields that forms ask for, all filled in."""
    shown = {trait: [TRAITS[trait][code].name for code in leads.traits[trait].tolist()] for trait in SHOWN}
    return shown | {
        "annual_revenue": [f"{revenue:.1f}" for revenue in leads.revenue.tolist()],
        "technologies": [_listed(row) for row in leads.technologies.tolist()],
        "job_title": titles(rng, leads.traits["seniority"], leads.traits["function"]),
        "years_in_company": [f"{years:.1f}" for years in leads.years.tolist()],
    }


def _listed(uses: list[bool]) -> str:
    return ";".join(option.name for option, used in zip(TECHNOLOGIES, uses, strict=True) if used)


def touch_table(ids: list[str], every: Touches) -> Columns:
    """One row per touch, by lead and time."""
    return {
        "lead_id": Words(every.lead, ids),
        "at": times(every.at),
        "kind": Words(every.kind, KINDS),
        "direction": Words(every.kind, DIRECTIONS),
        "channel": Words(every.kind, MEDIA),
        "asset": Words(every.asset, ASSETS),
        "actor": Words(every.actor, ACTORS),
        "value": every.value,
    }


def budget_table(ids: list[str], budget: Budgets) -> Columns:
    """One row per change of the budget field."""
    return {
        "lead_id": Words(budget.lead, ids),
        "at": times(budget.at),
        "field": ["budget"] * len(budget.lead),
        "value": Words(budget.after, ANSWERS),
        "old_value": Words(budget.before, ANSWERS),
    }
