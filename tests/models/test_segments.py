"""Calibration by group: plain means, and a gap called one only where chance does not explain it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.segments import LEAST, calibration_by, deciles


def cohort(seed: int, leads: int, base: float, moments: int = 2) -> tuple[np.ndarray, ...]:
    """Calibrated forecasts of leads whose moments share an outcome."""
    random = np.random.default_rng(seed)
    p = 1 / (1 + np.exp(-random.normal(base, 0.7, leads)))
    y = (random.random(leads) < p).astype(float)
    return tuple(np.repeat(values, moments) for values in (y, p, np.arange(leads)))


def test_each_groups_numbers_are_plain_means() -> None:
    y, p, lead = cohort(0, 400, -1.0)
    channel = np.random.default_rng(1).choice(["ads", "fair", "web"], 800, p=[0.3, 0.02, 0.68])
    grade = np.where(p > 0.3, "A", "B")
    found = calibration_by({"channel": channel.tolist(), "grade": grade.tolist()}, y, p, lead)
    assert list(found) == ["channel", "grade"]
    assert [group["group"] for group in found["channel"]] == ["ads", "web"], "a fair of few leads is left out"
    assert [group["group"] for group in found["grade"]] == ["A", "B"]
    for name, members in (("channel", channel), ("grade", grade)):
        for group in found[name]:
            at = [place for place in range(800) if members[place] == group["group"]]
            assert group["leads"] == len({int(lead[place]) for place in at}) >= LEAST
            assert group["predicted"] == pytest.approx(sum(p[place] for place in at) / len(at))
            assert group["observed"] == pytest.approx(sum(y[place] for place in at) / len(at))


@pytest.mark.parametrize("moments", [1, 6])
@pytest.mark.parametrize("base", [-4.0, -2.5, -0.5, 2.5])
def test_calibrated_forecasts_are_not_accused(moments: int, base: float) -> None:
    flagged = told = 0
    for seed in range(25):
        y, p, lead = cohort(seed, 2000, base, moments)
        size = np.random.default_rng(seed).choice(40, 2000, p=np.arange(1, 41) / 820)[lead]
        groups = calibration_by({"channel": size.astype(str).tolist()}, y, p, lead)["channel"]
        flagged += sum(group["beyond_chance"] for group in groups)
        told += len(groups)
    assert told > 500
    assert flagged < 0.02 * told


def test_a_group_that_is_promised_too_much_is_found() -> None:
    y, p, lead = cohort(3, 3000, -1.0)
    channel = np.where(lead % 3 == 0, "ads", "web")
    promised = np.where(channel == "ads", np.minimum(p + 0.15, 0.99), p)
    ads, web = calibration_by({"channel": channel.tolist()}, y, promised, lead)["channel"]
    assert (ads["beyond_chance"], web["beyond_chance"]) == (True, False)


def test_a_group_without_any_conversion_where_many_were_promised_is_found() -> None:
    lead = np.arange(100)
    (group,) = calibration_by({"all": ["x"] * 100}, np.zeros(100), np.full(100, 0.4), lead)["all"]
    assert group["beyond_chance"]
    assert group["error"] < 0.1


def test_moments_of_a_lead_are_not_more_leads() -> None:
    y, p, lead = cohort(5, 300, -1.0, moments=1)
    (once,) = calibration_by({"all": ["x"] * 300}, y, p, lead)["all"]
    often = (np.repeat(values, 9) for values in (y, p, lead))
    (nine,) = calibration_by({"all": ["x"] * 2700}, *often)["all"]
    assert nine["leads"] == once["leads"] == 300
    assert nine["error"] == pytest.approx(once["error"], rel=1e-9)


@given(st.lists(st.sampled_from((0.01, 0.02, 0.1, 0.2, 0.3, 0.5, 0.9)) | st.floats(0, 1), min_size=1))
def test_deciles_rise_and_equal_ones_stand_together(values: list[float]) -> None:
    p = np.array(values)
    found = deciles(p)
    assert found.min() >= 1
    assert found.max() <= 10
    for one, here in zip(p, found, strict=True):
        assert (found[p == one] == here).all()
        assert (found[p > one] >= here).all()


def test_deciles_are_tenths_where_no_two_are_equal() -> None:
    found = deciles(np.random.default_rng(0).permutation(1000) / 1000)
    assert np.bincount(found).tolist() == [0] + [100] * 10
