"""The report says what a tuning decided, in the tuning's own words and figures."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.report.template import template
from pipelines.report.tuning import tuning_parts


def told(**more: Any) -> dict[str, Any]:
    return {
        "status": "adopted",
        "adopted": True,
        "sentence": "Adopted: it was <better>.",
        "settings": {"num_leaves": 12, "cat_l2": 3.456},
        "gain": {"value": 0.0042, "low": 0.001, "high": 0.0071},
        "search": {"complete": 20, "pruned": 11},
        **more,
    }


def page(found: dict[str, Any]) -> str:
    return template("tuning.html.j2").render(tuning=tuning_parts({"tuning": found}))


def test_gain_trials_and_settings_are_shown() -> None:
    text = page({"sql": told()})
    for words in ("+0.0042 (+0.0010 to +0.0071)", "Trials: 31", "leaves a tree 12", "3.46", "&lt;better&gt;"):
        assert words in text


def test_settings_that_were_not_adopted_are_not_shown() -> None:
    text = page({"sql": told(status="later", adopted=False, sentence="It knew more.")})
    assert "It knew more." in text
    assert "leaves a tree" not in text


@pytest.mark.parametrize("evaluation", [{}, {"tuning": {}}, {"tuning": {"sql": {"status": "never"}}}])
def test_where_nobody_tuned_nothing_is_said(evaluation: dict[str, Any]) -> None:
    assert tuning_parts(evaluation) == ()
    assert template("tuning.html.j2").render(tuning=tuning_parts(evaluation)).strip() == ""
