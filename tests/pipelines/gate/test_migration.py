"""Who moves, against a slow count over the scores that everybody else is given."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from features.clock import WEEK
from features.moments import training_moments
from features.population import Moments
from models.scorer import Scorer
from pipelines.gate.handoffs import handoffs, weeks_of
from pipelines.gate.movers import reasons, themes_of
from pipelines.gate.moving import migration_of, most_moved
from pipelines.gate.rival import rival
from pipelines.gate.standing import Standing
from pipelines.score import score_moments, score_open

if TYPE_CHECKING:
    from pipelines.gate.migration import Migration
    from pipelines.train.material import Material


@pytest.fixture(scope="module")
def found(improved: Any, material: Material) -> Migration:
    bundle, champion = improved.bundles
    with rival(champion, material, improved.path) as serving:
        return migration_of(material, Scorer(bundle), serving)


@pytest.fixture(scope="module")
def scores(improved: Any, material: Material) -> tuple[dict[str, Any], dict[str, Any]]:
    """By lead id, the record of the champion and of the challenger."""
    bundle, champion = improved.bundles
    before, after = (
        {score.lead_id: score for score in score_open(Scorer(one), material.journey, material.until)}
        for one in (champion, bundle)
    )
    return before, after


def test_every_open_lead_is_counted_once(found: Migration, scores: Any) -> None:
    before, after = scores
    expected = Counter((before[lead].grade, after[lead].grade) for lead in after)
    assert {(was, will): leads for was, will, leads in found.moves} == dict(expected)
    assert found.leads == len(after) == sum(expected.values())
    assert found.moved == sum(before[lead].grade != after[lead].grade for lead in after) > 0


def test_those_who_move_most_are_named(found: Migration, scores: Any) -> None:
    before, after = scores
    apart = {
        lead: abs(after[lead].rank - before[lead].rank)
        for lead in after
        if after[lead].rank is not None and before[lead].rank is not None
    }
    assert len(found.movers) == 20
    assert [apart[mover.lead_id] for mover in found.movers] == sorted(apart.values(), reverse=True)[:20]
    for mover in found.movers:
        assert (mover.before, mover.after) == (before[mover.lead_id].grade, after[mover.lead_id].grade)
        assert (mover.rank_before, mover.rank_after) == (
            before[mover.lead_id].rank,
            after[mover.lead_id].rank,
        )
        assert 1 <= len(mover.why) <= 3


def test_handoffs_are_leads_first_handed_over_in_a_week(improved: Any, material: Material) -> None:
    """Slowly: every moment of every lead, scored by itself, in order; while leads were still coming in."""
    bundle, _ = improved.bundles
    scorer, earlier = Scorer(bundle), replace(material, until=material.until - 7 * WEEK)
    since = earlier.until - 4 * WEEK
    (population,) = earlier.populations()
    moments = training_moments(population, material.agreement.moments, earlier.until)
    ids, when = [population.lead_id[lead] for lead in moments.lead.tolist()], moments.as_of.tolist()
    first: dict[str, int] = {}
    for score, at in zip(score_moments(scorer, material.journey, ids, when), when, strict=True):
        if str(score.action).startswith("hand to sales") and score.lead_id not in first:
            first[score.lead_id] = at
    count = sum(at >= since for at in first.values())
    assert 0 < count < len(first)
    assert weeks_of(earlier) == 4
    assert handoffs(scorer, earlier, material.agreement.moments, 4) == pytest.approx(count / 4)


def test_what_adds_otherwise_is_the_whole_difference(improved: Any, material: Material, scores: Any) -> None:
    """The themes of a lead add up to its log-odds before calibration, with either bundle."""
    bundle, _ = improved.bundles
    scorer = Scorer(bundle)
    wanted = [lead for lead, score in scores[1].items() if score.rank is not None][:3]
    themes = themes_of(scorer, material, wanted)
    assert set(themes) == set(wanted)
    (population,) = material.populations()
    places = np.array(sorted(population.lead_id.index(lead) for lead in wanted))
    told = scorer.score(population, Moments(places, np.full(3, material.until)))
    margins = told.forecasts[scorer.ranked_by].margin if scorer.ranked_by else ()
    for place, margin in zip(places, margins, strict=True):
        assert sum(themes[population.lead_id[place]].values()) == pytest.approx(margin)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            {"touches": 0.5, "source": -0.2, "age": 0.1, "stage": 0.3},
            {"touches": 0.1, "source": 0.1, "age": 0.11, "stage": 0.5},
            (
                "touches: +0.10 instead of +0.50",
                "source: +0.10 instead of -0.20",
                "stage: +0.50 instead of +0.30",
            ),
        ),
        ({"touches": 0.5}, {}, ("touches: +0.00 instead of +0.50",)),
        ({}, {"source": 0.2}, ("source: +0.20 instead of +0.00",)),
        (
            {"source": 0.2},
            {"source": 0.21},
            ("nothing counts otherwise; the leads that it is ranked among do",),
        ),
    ],
)
def test_reasons(before: dict[str, float], after: dict[str, float], expected: tuple[str, ...]) -> None:
    assert reasons(before, after) == expected


def test_who_has_no_rank_with_either_is_no_mover() -> None:
    ranks = {"a": (90.0, 10.0), "b": (None, 99.0), "c": (90.0, 90.0), "d": (10.0, 90.0), "e": (50.0, 60.0)}
    before = {lead: Standing("A1", was) for lead, (was, _) in ranks.items()}
    after = {lead: Standing("A1", now) for lead, (_, now) in ranks.items()}
    assert most_moved(before, after) == ["a", "d", "e"]


def test_a_short_history_has_fewer_weeks(material: Material) -> None:
    first = min(int(population.created.min()) for population in material.populations())
    assert weeks_of(replace(material, until=first + 2 * WEEK)) == 2
