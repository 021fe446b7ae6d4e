"""How long outcomes take: against a slow naive estimator, and against a truth that is only half seen."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.agreement.parse import parse_agreement
from features.clock import DAY, HOUR
from features.delays import Delay, curve, delay_curve, delays, round_horizon, short_horizons
from features.delays.curve import CENSORED, CLOSED, REACHED, Curve
from features.delays.waits import waits
from features.population import Moments, Population
from features.rows import population_of

START = 19_700 * DAY
UNTIL = START + 100 * DAY
AGREEMENT = """
name = "T"
[sources]
leads = "leads.csv"
[targets]
sql = "{horizon}"
[moments]
after_creation = ["0h"]
at_stage_changes = false
"""


def curve_of(cases: list[tuple[int, int]]) -> Curve:
    delay = np.array([delay for delay, _ in cases], dtype=np.int64)
    return delay_curve(delay, np.array([end for _, end in cases], dtype=np.int8))


@pytest.fixture
def _to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Curves that do not stop where few are followed."""
    monkeypatch.setattr(curve, "LEAST_FOLLOWED", 0.0)


def naive(cases: list[tuple[int, int]]) -> dict[int, Fraction]:
    """One lead after the other hands its chance on: what a lead would have done, those still followed do.

    Efron's redistribution to the right (1967), in exact fractions: each case starts with an equal weight; a
    censored one leaves its weight to all that are followed longer, in equal parts of what they have.
    """
    order = sorted(range(len(cases)), key=lambda case: (cases[case][0], cases[case][1] == CENSORED))
    weight = [Fraction(1, len(cases))] * len(cases)
    share, found = Fraction(0), dict[int, Fraction]()
    for place, case in enumerate(order):
        delay, end = cases[case]
        rest = order[place + 1 :]
        if end == REACHED:
            share += weight[case]
            found[delay] = share
        elif end == CENSORED and rest:
            total = sum(weight[other] for other in rest)
            for other in rest:
                weight[other] += weight[case] * weight[other] / total
    return found


ends = st.sampled_from((CENSORED, REACHED, CLOSED))


@pytest.mark.usefixtures("_to_the_end")
def test_it_is_what_a_slow_naive_estimator_says() -> None:
    @given(st.lists(st.tuples(st.integers(0, 12), ends), min_size=1, max_size=14))
    def compare(cases: list[tuple[int, int]]) -> None:
        found = curve_of(cases)
        expected = naive(cases)
        assert found.at.tolist() == list(expected)
        np.testing.assert_allclose(found.share, [float(share) for share in expected.values()], atol=1e-12)
        assert (found.cases, found.reached) == (len(cases), sum(end == REACHED for _, end in cases))

    compare()


@pytest.mark.usefixtures("_to_the_end")
def test_without_losses_it_is_kaplan_and_meiers() -> None:
    """A worked example by hand: survival 1 - 1/5, then 3/3 - 1/3 of it, then none."""
    found = curve_of([(1, REACHED), (2, CENSORED), (3, REACHED), (4, CENSORED), (5, REACHED)])
    np.testing.assert_allclose(found.share, [1 / 5, 1 - 4 / 5 * 2 / 3, 1.0])


def simulated(random: np.random.Generator, leads: int, lost: float) -> tuple[Any, Any]:
    """Leads that came over 300 days, seen until day 300: waits of 20 days in the mean, losses of ``lost``."""
    wait, loss = random.exponential(20, leads), random.exponential(lost, leads)
    followed = random.uniform(0, 300, leads)
    delay = np.minimum(np.minimum(wait, loss), followed)
    end = np.where(delay == followed, CENSORED, np.where(wait < loss, REACHED, CLOSED))
    return (delay * DAY).astype(np.int64), end.astype(np.int8)


@pytest.mark.parametrize("lost", [20.0, 40.0])
def test_exponential_waits_come_out_though_many_are_censored(lost: float) -> None:
    delay, end = simulated(np.random.default_rng(5), 40_000, lost)
    both = 1 / (1 / 20 + 1 / lost)  # the first of two exponential waits is exponential
    found = delay_curve(delay, end)
    assert found.eventual == pytest.approx(lost / (20 + lost), abs=0.01)
    for share in (0.5, 0.8, 0.9):
        told = found.quantile(share)
        assert told is not None
        assert told / DAY == pytest.approx(-both * np.log(1 - share), rel=0.05)
    assert found.within(10 * DAY) == pytest.approx(1 - np.exp(-10 / both), abs=0.01)


def test_half_seen_leads_do_not_bias_it() -> None:
    """Seen for 15 days of waits of 20: those who made it look quick, and the share looks small."""
    random = np.random.default_rng(6)
    wait, followed = random.exponential(20, 30_000), random.uniform(0, 15, 30_000)
    followed[:3000] = 200
    delay = (np.minimum(wait, followed) * DAY).astype(np.int64)
    end = np.where(wait < followed, REACHED, CENSORED).astype(np.int8)
    found = delay_curve(delay, end)
    truth = 1 - np.exp(-10 / 20)
    seen = float((end == REACHED)[delay <= 10 * DAY].sum() / end.size)
    assert abs(seen - truth) > 0.1
    assert found.within(10 * DAY) * found.eventual == pytest.approx(truth, abs=0.02)


def test_losses_are_no_censoring() -> None:
    """Had they been taken for censored, everybody would have reached it in the end."""
    delay, end = simulated(np.random.default_rng(7), 20_000, 20.0)
    taken = delay_curve(delay, np.where(end == CLOSED, CENSORED, end).astype(np.int8))
    assert delay_curve(delay, end).eventual == pytest.approx(0.5, abs=0.02)
    assert taken.eventual > 0.85


def test_the_curve_stops_where_few_are_followed() -> None:
    """A hundred were seen for 10 days, four for 90: these say little of what becomes of the hundred."""
    cases = [(day, REACHED) for day in range(1, 10)] + [(10, CENSORED)] * 100 + [(90, REACHED)] * 4
    found = curve_of(cases)
    assert (int(found.at[-1]), found.followed) == (9, 90)
    assert found.eventual == pytest.approx(9 / 113)
    everybody = curve_of([(day, REACHED) for day in range(1, 50)])
    assert (everybody.eventual, everybody.followed) == (pytest.approx(1.0), 49)
    assert curve_of([]).eventual == 0.0
    assert curve_of([]).quantile(0.5) is None


def test_few_points_keep_the_shape() -> None:
    delay, end = simulated(np.random.default_rng(8), 5000, 30.0)
    found = delay_curve(delay, end)
    points = found.thinned(60)
    assert len(points) <= 60
    assert points[0] == (int(found.at[0]), float(found.share[0]))
    assert points[-1] == (int(found.at[-1]), found.eventual)
    steps = np.diff([share for _, share in points])
    assert steps.min() > 0
    assert steps.max() < 0.05 * found.eventual


def row(lead: str, day: float, stage: str) -> dict[str, Any]:
    return {"lead_id": lead, "at": START + round(day * DAY), "stage": stage}


STORIES: dict[str, tuple[list[tuple[float, str]], tuple[float, int] | None]] = {
    "nothing yet": ([], (100, CENSORED)),
    "qualified": ([(5, "mql"), (9, "sql"), (30, "lost")], (9, REACHED)),
    "won without being qualified": ([(7, "won")], (7, REACHED)),
    "lost": ([(5, "mql"), (8, "lost")], (8, CLOSED)),
    "lost and told so again": ([(8, "lost"), (20, "lost")], (8, CLOSED)),
    "taken up again": ([(8, "lost"), (12, "recycled")], (100, CENSORED)),
    "taken up again and qualified": ([(8, "lost"), (12, "recycled"), (15, "sql")], (15, REACHED)),
    "taken up and lost again": ([(8, "lost"), (12, "recycled"), (15, "lost")], (15, CLOSED)),
    "qualified when it came": ([(0, "sql")], None),
    "qualified before it came": ([(-1, "sql")], None),
    "qualified after the end": ([(100, "sql")], (100, CENSORED)),
    "lost after the end": ([(101, "lost")], (100, CENSORED)),
}


def followed_from_birth(population: Population) -> list[tuple[float, int]]:
    leads = np.arange(len(population.lead_id), dtype=np.int64)
    delay, end = waits(population, Moments(leads, population.created), "sql", UNTIL)
    return [(float(days), int(way)) for days, way in zip(delay / DAY, end, strict=True)]


@pytest.mark.parametrize("story", STORIES)
def test_how_a_story_ends(story: str) -> None:
    told, expected = STORIES[story]
    leads = [{"lead_id": lead, "created_at": START} for lead in "abc"]
    # the neighbours' rows must not be taken for the lead's own
    others = [row("a", 3, "lost"), row("c", 1, "mql"), row("c", 4, "lost")]
    population = population_of(leads, stages=[*others, *(row("b", day, stage) for day, stage in told)])
    assert followed_from_birth(population) == [(3, CLOSED), *([expected] if expected else []), (4, CLOSED)]


def world(scale: float, leads: int = 2000, seed: int = 3) -> Population:
    """Leads that become an SQL after waits of ``scale`` days in the mean, or are lost after 30."""
    random = np.random.default_rng(seed)
    rows = [{"lead_id": f"{n:05}", "created_at": START + int(n / leads * 100 * DAY)} for n in range(leads)]
    stages = []
    for lead in rows:
        wait, loss = random.exponential(scale), random.exponential(30)
        when = lead["created_at"] + int(min(wait, loss) * DAY) + HOUR
        if when < UNTIL:
            stages.append({"lead_id": lead["lead_id"], "at": when, "stage": "sql" if wait < loss else "lost"})
    return population_of(rows, stages=stages)


def measured(population: Population, horizon: str) -> Delay:
    return delays([population], parse_agreement(AGREEMENT.format(horizon=horizon)), UNTIL)["sql"]


@pytest.mark.parametrize(("horizon", "short"), [("3d", True), ("10d", True), ("30d", False), ("60d", False)])
def test_a_horizon_that_misses_a_fifth_is_told(horizon: str, short: bool) -> None:
    population = world(scale=15)  # with losses, waits of 10 days in the mean: 80 % within 16
    found = measured(population, horizon)
    assert found.too_short is short
    assert found.suggested == 21 * DAY
    findings = short_horizons([population], parse_agreement(AGREEMENT.format(horizon=horizon)), UNTIL)
    assert [finding.check for finding in findings] == ["horizon too short"] * short
    assert all('Write sql = "21d" in [targets]' in finding.action for finding in findings)


def test_a_few_outcomes_tell_no_horizon() -> None:
    found = measured(world(scale=15, leads=40), "3d")
    assert (found.suggested, found.missed, found.too_short) == (None, None, False)
    assert round_horizon(found.creation) is None


def test_shards_change_nothing() -> None:
    agreement = parse_agreement(AGREEMENT.format(horizon="30d"))
    both = delays([world(15, seed=1), world(15, seed=2)], agreement, UNTIL)["sql"].to_json()
    turned = delays([world(15, seed=2), world(15, seed=1)], agreement, UNTIL)["sql"].to_json()
    assert both == turned
    assert both["leads"] == 4000
