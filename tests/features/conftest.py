"""Small random worlds of leads, and the engine's answers about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import strategies as st

from features.attributes import AttributePlan
from features.attributes.kinds import Category, Date, Number
from features.catalog import Catalog
from features.clock import DAY, HOUR, iso
from features.plan import Plan
from features.population import Moments
from features.prior import fit_prior
from features.rows import population_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from features.population import Population

Row = dict[str, Any]
START = 19_700 * DAY  # a Saturday in December 2023
INDUSTRIES = ("Software", "Steel", "Toys")
ATTRIBUTES = {
    "industry": AttributePlan("industry", Category(("other", "Software", "Steel"))),
    "employees": AttributePlan("employees", Number()),
    "founded": AttributePlan("founded", Date()),
}


@dataclass(frozen=True)
class World:
    """Leads and what happened to them, as plain rows; ``outcomes`` are what priors learnt from."""

    leads: list[Row]
    touches: list[Row]
    stages: list[Row]
    changes: list[Row]
    outcomes: list[tuple[str, int, bool]]
    asked: list[tuple[str, int]]

    @property
    def plan(self) -> Plan:
        industry = ATTRIBUTES["industry"]
        code = np.array([industry.parse(text)[0] for text, _, _ in self.outcomes], dtype=np.int64)
        known_at = np.array([instant for _, instant, _ in self.outcomes], dtype=np.int64)
        hit = np.array([hit for _, _, hit in self.outcomes], dtype=bool)
        priors = tuple(fit_prior("industry", target, code, known_at, hit, 3) for target in ("sql", "close"))
        return Plan(
            timezone="Europe/Berlin",
            kinds=("mail", "visit"),
            channels=("ads",),
            actors=("ann",),
            stages=("lost", "mql", "sql"),
            attributes=ATTRIBUTES,
            priors=priors,
        )

    def population(self) -> Population:
        return population_of(self.leads, self.touches, self.stages, self.changes, tuple(ATTRIBUTES))

    def moments(self, population: Population) -> Moments:
        """Those asked for, in order, without repeats."""
        asked = sorted({(population.lead_id.index(lead), as_of) for lead, as_of in self.asked})
        pairs = np.array(asked, dtype=np.int64).reshape(-1, 2)
        return Moments(pairs[:, 0].copy(), pairs[:, 1].copy())

    def features(self) -> dict[tuple[str, int], NDArray[np.float32]]:
        """The features of each moment asked for."""
        population = self.population()
        moments = self.moments(population)
        rows = Catalog(self.plan).compute(population, moments)
        keys = zip((population.lead_id[lead] for lead in moments.lead), moments.as_of.tolist(), strict=True)
        return dict(zip(keys, rows, strict=True))

    def of(self, lead_ids: set[str]) -> World:
        """The part of the world that is about some leads."""

        def kept(rows: list[Row]) -> list[Row]:
            return [row for row in rows if row["lead_id"] in lead_ids]

        return replace(
            self,
            leads=kept(self.leads),
            touches=kept(self.touches),
            stages=kept(self.stages),
            changes=kept(self.changes),
            asked=[pair for pair in self.asked if pair[0] in lead_ids],
        )


def _instants() -> st.SearchStrategy[int]:
    """Coarse, so that rows and moments often fall together, or a microsecond apart; some are decades away."""
    quarters = st.one_of(st.integers(-8, 40), st.integers(-8, 480), st.sampled_from((-80_000, -5_000, 5_000)))
    jitter = st.sampled_from((0, 0, 0, -1, 1))
    return st.builds(lambda quarters, jitter: START + quarters * 6 * HOUR + jitter, quarters, jitter)


def _moments(a_lead: st.SearchStrategy[str], touches: list[Row]) -> st.SearchStrategy[tuple[str, int]]:
    """Any, or those at which a touch comes to stand at the edge of a window."""
    anywhere = st.tuples(a_lead, _instants())
    if not touches:
        return anywhere
    later = st.builds(
        lambda days, beyond: days * DAY + beyond, st.sampled_from((0, 1, 7, 28, 30, 90)), st.integers(0, 1)
    )
    edges = st.builds(
        lambda touch, later: (touch["lead_id"], touch["at"] + later), st.sampled_from(touches), later
    )
    return anywhere | edges


@st.composite
def _worlds(draw: st.DrawFn) -> World:
    ids = draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5, unique=True))
    leads: list[Row] = []
    changes: list[Row] = []
    for lead_id in ids:
        lead: Row = {
            "lead_id": lead_id,
            "created_at": draw(_instants()),
            "account_id": draw(st.sampled_from((None, "x", "x", "y"))),
            "industry": draw(st.sampled_from((None, *INDUSTRIES))),
            "employees": draw(st.sampled_from((None, "", "7", "200-499"))),
            "founded": draw(st.none() | _instants().map(iso)),
        }
        for at in sorted(draw(st.lists(_instants(), max_size=3, unique=True))):
            value = draw(st.sampled_from((None, *INDUSTRIES)))
            change = {"lead_id": lead_id, "at": at, "field": "industry", "value": value}
            changes.append({**change, "old_value": lead["industry"]})
            lead["industry"] = value
        leads.append(lead)
    a_lead = st.sampled_from(ids)
    touch = st.fixed_dictionaries(
        {
            "lead_id": a_lead,
            "at": _instants(),
            "kind": st.sampled_from(("mail", "visit", "call", "fair")),
            "direction": st.sampled_from(("inbound", "outbound", "outbound", None)),
            "channel": st.sampled_from(("ads", "web", None)),
            "asset": st.sampled_from(("page", "price", None)),
            "actor": st.sampled_from(("ann", "bob", None)),
        }
    )
    stage = st.fixed_dictionaries(
        {
            "lead_id": a_lead,
            "at": _instants(),
            "stage": st.sampled_from(
                ("mql", "sql", "opportunity", "won", "lost", "lost", "recycled", "demo")
            ),
        }
    )
    touches = draw(st.lists(touch, max_size=25))
    if touches:
        touches += draw(st.lists(st.sampled_from(touches), max_size=3))
    return World(
        leads=leads,
        touches=touches,
        stages=draw(st.lists(stage, max_size=8)),
        changes=changes,
        outcomes=draw(
            st.lists(st.tuples(st.sampled_from(INDUSTRIES), _instants(), st.booleans()), max_size=12)
        ),
        asked=draw(st.lists(_moments(a_lead, touches), min_size=1, max_size=6)),
    )


@pytest.fixture(scope="session")
def worlds() -> st.SearchStrategy[World]:
    """Random worlds of up to five leads."""
    return _worlds()


@pytest.fixture(scope="session")
def plan_of() -> Callable[..., Plan]:
    """A plan with a few kinds and no attributes, but for what a test says."""

    def build(**given: Any) -> Plan:
        plain = Plan("UTC", kinds=("mail",), channels=(), actors=(), stages=("mql",), attributes={})
        return replace(plain, **given)

    return build
