"""Differences, their intervals, and what a check makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from features.agreement.gate import Gate
from features.agreement.values import Action
from models.bootstrap import paired_difference
from pipelines.gate.compared import measured
from pipelines.gate.differences import Difference, Differences, Segment, differences
from pipelines.gate.floors import floors
from pipelines.gate.pair import Pair
from pipelines.gate.quality import quality

LEADS = 240
DRAWN = np.linspace(-1.0, 1.0, 1001)
"""Draws whose 95 % interval reaches 0.95 either way."""


def pair(theirs_noise: float = 1.0, ours_noise: float = 1.0, seed: int = 3, shift: float = 0.0) -> Pair:
    random = np.random.default_rng(seed)
    lead = np.repeat(np.arange(LEADS), 2)
    truth = random.normal(size=LEADS)[lead]
    y = (random.random(LEADS)[lead] < 1 / (1 + np.exp(-2 * truth + 1))).astype(float)

    def says(noise: float, by: float = 0.0) -> Any:
        return 1 / (1 + np.exp(-2 * truth + 1 - by + noise * random.normal(size=lead.size)))

    channel = tuple("web" if one % 3 else "fair" for one in lead)
    return Pair(
        lead,
        lead // 40,
        y,
        np.ones(lead.size),
        says(ours_noise, shift),
        says(theirs_noise),
        {"channel": channel},
    )


@pytest.mark.parametrize("name", ["log_loss", "average_precision"])
def test_the_draws_are_those_of_the_paired_bootstrap(name: str) -> None:
    one = pair()
    found = differences(one, None, 0.1).measures[name]
    expected = paired_difference(one.y, one.ours, one.theirs, one.weight, one.lead, name)
    assert expected is not None
    assert found.value == pytest.approx(expected.value)
    assert found.interval(0.95) == pytest.approx((expected.low, expected.high))


def test_calibration_is_the_distance_of_what_was_promised_from_what_came() -> None:
    one = pair(shift=0.8)
    expected = abs(np.log(one.y.sum() / one.ours.sum())) - abs(np.log(one.y.sum() / one.theirs.sum()))
    assert differences(one, None, 0.1, 50).measures["calibration"].value == pytest.approx(expected)


def test_a_segment_is_measured_on_its_own_moments() -> None:
    one = pair()
    fair = np.array([group == "fair" for group in one.segments["channel"]])
    expected = paired_difference(
        *(column[fair] for column in (one.y, one.ours, one.theirs, one.weight, one.lead))
    )
    assert expected is not None
    found = differences(one, None, 0.1).segments[0]
    assert (found.grouping, found.group, found.leads) == ("channel", "fair", LEADS // 3)
    assert found.log_loss.value == pytest.approx(expected.value)
    assert found.log_loss.wide(0.95) == pytest.approx((expected.low, expected.high), abs=0.02)


@pytest.mark.parametrize(
    ("name", "value", "middle", "outcome"),
    [
        ("log_loss", -2.0, -2.0, "better"),
        ("log_loss", 2.0, 2.0, "worse"),
        ("log_loss", 0.5, 0.5, "same"),
        ("average_precision", 2.0, 2.0, "better"),
        ("average_precision", -2.0, -2.0, "worse"),
        ("capture", 2.0, 2.0, "better"),
        ("capture", -2.0, -2.0, "worse"),
        ("capture", 0.0, 0.0, "same"),
        ("calibration", 2.0, 2.0, "worse"),
        ("calibration", -2.0, -2.0, "better"),
        ("calibration", 0.049, 2.0, "same"),
        ("log_loss", 0.049, 2.0, "worse"),
        ("log_loss", float("nan"), 0.0, "unknown"),
    ],
)
def test_outcomes(name: str, value: float, middle: float, outcome: str) -> None:
    found = Differences({name: Difference(value, DRAWN + middle)}, ())
    (check,) = quality("close", found, 100, 0.95, 1)
    assert check.outcome == outcome
    assert check.sentence.startswith("Closing: ")
    assert ("beyond chance" in check.sentence) == (outcome in ("better", "worse"))


def test_a_promotion_may_rest_on_any_target_so_each_must_show_more() -> None:
    """The interval at 95 % ends below nought; at 97.5 %, so that two targets hold at 95 %, it does not."""
    found = Differences({"log_loss": Difference(-0.96, DRAWN - 0.96)}, ())
    assert [check.outcome for check in quality("sql", found, 9, 0.95, 1)] == ["better"]
    assert [check.outcome for check in quality("sql", found, 9, 0.95, 2)] == ["same"]


def test_what_is_undefined_in_many_draws_is_not_known() -> None:
    drawn = np.where(np.arange(1001) % 5 == 0, np.nan, DRAWN)
    assert Difference(0.5, drawn).interval(0.95) is None
    assert Difference(0.5, drawn).wide(0.95) is None


def segment(group: str, leads: int, value: float) -> Segment:
    return Segment("channel", group, leads, Difference(value, DRAWN + value))


@pytest.mark.parametrize(
    ("others", "outcome"),
    [(0, "broken"), (30, "same")],
)
def test_a_floor_allows_for_the_number_of_segments(others: int, outcome: str) -> None:
    """1.3 is beyond 1.96 times the draws' spread (0.58), and within 3.2 times it."""
    many = [segment(f"other {number}", 100, 0.0) for number in range(others)]
    found = Differences({}, (segment("web", 100, 1.3), *many))
    checks = list(floors({"sql": found}, 100, 0.95))
    assert len(checks) == others + 1
    assert checks[0].outcome == outcome
    assert "channel 'web'" in checks[0].sentence


def test_a_small_segment_has_no_floor() -> None:
    found = Differences({}, (segment("web", 99, 5.0), segment("fair", 100, 5.0)))
    assert [check.name for check in floors({"sql": found}, 100, 0.95)] == ["floor: channel fair"]


def test_too_few_outcomes_are_told_and_not_compared() -> None:
    one = pair()
    few = one._replace(y=np.where(one.lead < 5, one.y, 0.0))
    (check,) = measured({"sql": few}, Action(), Gate())
    assert (check.name, check.outcome) == ("log_loss", "unknown")
    assert "too few outcomes on leads that neither has seen" in check.sentence
    names = {check.name for check in measured({"sql": one}, Action(), Gate(), 50)}
    assert names >= {"log_loss", "calibration", "average_precision", "capture", "floor: channel web"}


@pytest.mark.parametrize(("ours", "theirs", "outcome"), [(0.3, 3.0, "better"), (3.0, 0.3, "worse")])
def test_who_knows_more_is_better(ours: float, theirs: float, outcome: str) -> None:
    found = {
        check.name: check.outcome for check in measured({"sql": pair(theirs, ours)}, Action(), Gate(), 300)
    }
    assert found["log_loss"] == found["average_precision"] == outcome
