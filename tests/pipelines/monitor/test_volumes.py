"""What a month of rows should be, and how rarely a month without a change is called one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from features.agreement import Monitor
from features.clock import DAY
from models.reference import Reference, Series
from pipelines.monitor.volumes import Expected, expected, newcomers, stale, volumes

WINDOW, UNTIL = 28 * DAY, 1000 * DAY


def reference(**series: Series) -> Reference:
    return Reference(UNTIL, WINDOW, {}, {name.replace("_", " "): one for name, one in series.items()}, {})


def count(*counts: int, silence: int = DAY, newest: int = UNTIL - 1) -> Series:
    return Series(counts, silence, newest)


def test_a_steady_count_is_expected_again_and_a_growing_one_to_grow() -> None:
    assert expected(np.full(13, 200.0), 1.0).mean == pytest.approx(200, rel=0.01)
    growing = 100 * 1.05 ** np.arange(13, 0, -1)
    assert expected(growing, 2.0).mean == pytest.approx(100 * 1.05**15, rel=0.02)


def test_one_wild_month_does_not_make_a_trend() -> None:
    counts = np.full(13, 100.0)
    counts[0] = 500
    assert expected(counts, 1.0).mean < 145


@pytest.mark.parametrize("mean", [4.0, 60.0])
@pytest.mark.parametrize("excess", [0.0, 0.3])
def test_the_chance_of_a_count_is_that_of_its_tails(mean: float, excess: float) -> None:
    rates = mean if not excess else stats.gamma(1 / excess, scale=mean * excess).rvs(200_000, random_state=1)
    drawn = stats.poisson.rvs(rates, size=200_000, random_state=2)
    for rows in (0, int(mean / 2), int(mean * 2)):
        tails = 2 * min((drawn <= rows).mean(), (drawn >= rows).mean())
        assert Expected(mean, excess).chance(rows) == pytest.approx(min(1, tails), abs=0.01)


def test_months_without_a_change_raise_nothing_and_a_silent_kind_does() -> None:
    """Ten kinds whose rates wander by a season of their own, 60 times over."""
    random, limits = np.random.default_rng(6), Monitor()
    raised = missed = 0
    for _ in range(60):
        rates = random.uniform(3, 300, 10)[:, None] * np.exp(random.normal(0, 0.2, (10, 14)))
        rows = random.poisson(rates)
        then = reference(**{f"touches_{kind}": count(*map(int, row[1:])) for kind, row in enumerate(rows)})
        now = {f"touches {kind}": count(int(row[0])) for kind, row in enumerate(rows)}
        raised += any(one.raised for one in volumes(then, now, UNTIL + WINDOW, limits))
        most = max(then.rows, key=lambda name: sum(then.rows[name].counts))
        del now[most]
        found = {one.subject: one.raised for one in volumes(then, now, UNTIL + WINDOW, limits)}
        missed += not found[most]
    assert raised <= 3
    assert missed == 0


def test_few_months_or_rows_are_not_judged() -> None:
    then = reference(touches=count(100, 100, 100, 100), leads=count(*[3] * 13), stages=count(*[30] * 13))
    assert [one.subject for one in volumes(then, {}, UNTIL + WINDOW, Monitor())] == ["stages"]


def test_a_source_is_stale_after_twice_its_longest_silence_and_not_within_a_day() -> None:
    then = reference(
        touches=count(*[100] * 13, silence=5 * DAY),
        leads=count(*[100] * 13, silence=DAY // 24),
        stages=count(*[1] * 13, silence=DAY),
    )
    now = {name: one._replace(newest=UNTIL) for name, one in then.rows.items()}

    def raised(as_of: int) -> set[str]:
        return {one.subject for one in stale(then, now, as_of, Monitor()) if one.raised}

    assert raised(UNTIL + DAY) == set()
    assert raised(UNTIL + 2 * DAY) == {"leads"}
    assert raised(UNTIL + 10 * DAY) == {"leads"}
    assert raised(UNTIL + 11 * DAY) == {"leads", "touches"}, "the stages are too few to be missed"


def test_a_new_kind_is_told_once_it_is_common() -> None:
    then = reference(touches=count(*[900] * 13), touches_call=count(*[900] * 13))
    now = {
        "touches": count(1000),
        "touches call": count(900),
        "touches fax": count(60),
        "touches pigeon": count(40),
    }
    found = {one.subject: one.raised for one in newcomers(then, now, Monitor())}
    assert found == {"touches fax": True, "touches pigeon": False}
