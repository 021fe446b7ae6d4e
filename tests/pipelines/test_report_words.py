"""How the report puts numbers into words, and draws what little there is."""

from __future__ import annotations

from typing import Any

import pytest

from models.charts.svg import plain
from models.pages.wording import between, day, decimals, percent, round_percent, signed, spoken
from pipelines.report.charts import gains_chart, importance_chart, reliability_chart
from pipelines.report.judged import FEW, in_words, lost


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (percent(None), "–"),
        (percent(0.0), "0.0 %"),
        (percent(0.12345), "12.3 %"),
        (percent(0.000321), "0.032 %"),
        (percent(1.0), "100.0 %"),
        (round_percent(0.1), "10 %"),
        (round_percent(0.125), "12.5 %"),
        (between(percent(0.1), percent(0.2)), "10.0–20.0 %"),
        (between(signed(-0.1), signed(0.2)), "−0.1000 to +0.2000"),
        (between(decimals(0.5), decimals(0.75)), "0.500–0.750"),
        (day(None), "–"),
        (day("2024-02-03T04:05:06+00:00"), "2024-02-03"),
        (day("2024-02-03T04:05:06+00:00", exact=True), "2024-02-03 04:05 UTC"),
        (day("2024-02-03T00:00:00.000001+00:00", exact=True), "2024-02-03"),
        (day("2024-02-03T23:30:00-02:00"), "2024-02-04"),
        (plain(" a\n b\x00c "), "a b c"),
        (plain("kind newsletter opened again 30d", 20), "kind news…again 30d"),
    ],
)
def test_numbers_and_dates(said: str, expected: str) -> None:
    assert said.replace("\xa0", " ") == expected


def evaluation(**model: Any) -> dict[str, Any]:
    known = {"positives": 500.0, "mean_predicted": 0.2, "base_rate": 0.25, "log_loss": 0.4}
    return {"model": {**known, **model}, "baselines": {"points": {"log_loss": 0.5}}}


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ([1.1, 1.4], "it promises too much, and chance does not explain it"),
        ([0.6, 0.9], "it promises too little, and chance does not explain it"),
        ([0.9, 1.1], "chance can explain the difference"),
        (None, "It promised 20.0 % on average, and 25.0 % came."),
    ],
)
def test_says_whether_the_promise_was_kept(interval: list[float] | None, expected: str) -> None:
    (said,) = in_words(evaluation(intervals={"calibration_ratio": interval}), spoken("sql"))
    assert expected in said.replace("\xa0", " ")


def test_counts_the_groups_whose_promise_was_kept() -> None:
    bins = [
        {"observed_low": 0.1, "observed_high": 0.2, "mean_predicted": promised}
        for promised in (0.05, 0.1, 0.25)
    ]
    assert "In 1 of 3 groups" in in_words(evaluation(reliability=bins), spoken("sql"))[-1]


@pytest.mark.parametrize(("positives", "warned"), [(FEW - 1.0, True), (FEW, False)])
def test_warns_of_small_numbers(positives: float, warned: bool) -> None:
    said = in_words(evaluation(positives=positives), spoken("close"))
    assert ("every number below is rough" in said[0]) is warned


@pytest.mark.parametrize(("own", "expected"), [(0.4, False), (0.5, False), (0.6, True), (None, False)])
def test_has_lost_to_a_smaller_log_loss(own: float | None, expected: bool) -> None:
    assert lost(evaluation(log_loss=own)) is expected


def test_draws_the_least_there_can_be() -> None:
    nothing = dict.fromkeys(("mean_predicted", "observed", "observed_low", "observed_high"), 0.0)
    for chart in (
        reliability_chart("a", [nothing]),
        gains_chart("b", [0.0, 1.0], [0.0, 1.0]),
        importance_chart("c", ["日本 $x$"], [1.0]),
    ):
        assert chart.startswith("<svg")
        assert "nan" not in chart.lower()
    assert "日本 $x$</text>" in importance_chart("c", ["日本 $x$"], [1.0])
