"""What leads do by themselves: they visit, read, open, register, ask.

How much and what depends on the phase of the day alone, so that touches betray the phase and nothing of the
future beyond it. The last days before creation count too: those anonymous visits were recognised afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.demo.arrays import pick_each
from pipelines.demo.channels import CHANNELS
from pipelines.demo.lives import UNBORN, closed
from pipelines.demo.rhythm import DAY, WEB
from pipelines.demo.touches import (
    CONTENT,
    DEMO,
    FORM,
    NOBODY,
    PRICING,
    VISIT,
    WEBINAR,
    Touches,
    together,
    touches,
)

if TYPE_CHECKING:
    from pipelines.demo.arrays import Floats, Ints
    from pipelines.demo.lives import Lives
    from pipelines.demo.people import People

DAILY: Final = np.array([0.11, 0.50, 0.90])
"""Touches a day in each phase; AFTERWARDS once the lead is won or lost."""

AFTERWARDS: Final = 0.02
MIX: Final = np.array(
    [
        [0.22, 0.01, 0.05, 0.03, 0.60, 0.08, 0.01, 0.00],
        [0.40, 0.04, 0.13, 0.06, 0.25, 0.09, 0.03, 0.00],
        [0.39, 0.13, 0.12, 0.05, 0.18, 0.08, 0.03, 0.02],
    ]
)
"""The first eight kinds of touch in each phase."""

BEFORE: Final = np.array([0.4, 1.2, 2.0])
"""Visits before creation, by the phase of arrival."""

FIRST: Final = np.array([[0.5, 0.0], [0.45, 0.05], [0.25, 0.35]])
"""Shares who fill in a form and who ask for a demo on arrival, by phase; others read, watch or visit."""

ASSETS: Final = (
    "buyers-guide",
    "industry-benchmark",
    "getting-started",
    "migration-checklist",
    "roi-calculator",
    "security-whitepaper",
    "webinar-data-quality",
    "webinar-customer-panel",
    "webinar-live-demo",
)
READS: Final = np.array([[3, 4, 4, 1, 1, 1], [4, 4, 3, 2, 2, 2], [2, 2, 2, 4, 5, 4]], dtype=np.float64)
WATCHES: Final = np.array([[4, 3, 2], [4, 3, 3], [2, 3, 5]], dtype=np.float64)


def web_touches(rng: np.random.Generator, leads: People, lives: Lives, end: int) -> Touches:
    """All touches that leads cause until the export."""
    parts = [_arriving(rng, leads), _before(rng, leads)]
    parts += [_of_a_day(rng, leads, lives, day) for day in range(len(lives.stage))]
    every = together(parts)
    every = every.only(every.at < end)
    phase = _phase_at(leads, lives, every)
    return every._replace(asset=_assets(rng, every.kind, phase), value=_values(rng, every.kind))


def _of_a_day(rng: np.random.Generator, leads: People, lives: Lives, day: int) -> Touches:
    rows = np.flatnonzero(lives.stage[day] != UNBORN)
    phase, start = lives.phase[day, rows], leads.created[rows] + day * DAY
    daily = np.where(closed(lives.stage[day, rows]), AFTERWARDS, DAILY[phase] * leads.chatty[rows])
    again = np.repeat(np.arange(len(rows)), rng.poisson(daily * WEB.share(start)))
    kind = pick_each(rng, MIX[phase[again]])
    return touches(rows[again], WEB.within(start[again], rng.random(len(again))), kind)


def _before(rng: np.random.Generator, leads: People) -> Touches:
    again = np.repeat(np.arange(len(leads.created)), rng.poisson(BEFORE[leads.arrival]))
    ago = 60 + rng.exponential(1.5 * DAY, len(again)).astype(np.int64)
    kind = np.where(rng.random(len(again)) < 0.12 * leads.arrival[again], PRICING, VISIT)
    return touches(again, leads.created[again] - ago, kind)


def _arriving(rng: np.random.Generator, leads: People) -> Touches:
    """The touch that made the lead, seconds before its creation; people on bought lists did nothing."""
    rest = 1 - FIRST[leads.arrival].sum(axis=1, keepdims=True)
    kinds = np.array([FORM, DEMO, CONTENT, WEBINAR, VISIT])
    kind = kinds[pick_each(rng, np.hstack([FIRST[leads.arrival], rest * [0.5, 0.2, 0.3]]))]
    rows = np.flatnonzero(leads.channel != [channel.name for channel in CHANNELS].index("bought_list"))
    return touches(rows, leads.created[rows] - rng.integers(2, 30, len(rows)), kind[rows])


def _phase_at(leads: People, lives: Lives, every: Touches) -> Ints:
    day = np.maximum(0, (every.at - leads.created[every.lead]) // DAY)
    return np.maximum(0, lives.phase[day, every.lead]).astype(np.int64)


def _assets(rng: np.random.Generator, kind: Ints, phase: Ints) -> Ints:
    asset = np.full(len(kind), NOBODY)
    for of, weights, first in ((CONTENT, READS, 0), (WEBINAR, WATCHES, READS.shape[1])):
        rows = np.flatnonzero(kind == of)
        asset[rows] = first + pick_each(rng, weights[phase[rows]])
    return asset


def _values(rng: np.random.Generator, kind: Ints) -> Floats:
    """Seconds on the page, minutes of the webinar."""
    value = np.full(len(kind), np.nan)
    for of, usual in ((VISIT, 45), (PRICING, 70), (WEBINAR, 32)):
        rows = np.flatnonzero(kind == of)
        value[rows] = np.ceil(usual * rng.lognormal(0.0, 0.5, len(rows)))
    return value
