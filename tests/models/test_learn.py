"""Learning one event: the same bytes twice, what few outcomes bear, what is found, and what is left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from features.agreement.model import Model
from features.clock import DAY
from models.booster import BoosterSettings
from models.censoring import Young
from models.judging import LEAST_TREES, judge_on_folds
from models.learn import Learned, Sample, leads_by_outcome, learn_event
from models.linear.centring import centred
from models.linear.fit import HALF, fit_linear
from models.linear.short import share_believed
from models.metrics import Ranked, auc
from models.rows import Rows, narrowed
from models.split import rolling

if TYPE_CHECKING:
    from collections.abc import Callable

    from features.agreement.model import ModelKind

INFORMATIVE, COLUMNS = 3, 6
SETTINGS = BoosterSettings(min_data_in_leaf=20, feature_fraction=0.8, rounds=120, num_leaves=4)
NO_YOUNG = Young(np.empty((0, COLUMNS), np.float32), np.empty(0), *(np.empty(0, np.int64) for _ in range(3)))


def told(random: np.random.Generator, leads: int) -> tuple[np.ndarray, np.ndarray]:
    """Features, of which one goes with the outcome by a step that no line can take, and the outcome."""
    x = random.normal(0, 1, (leads, COLUMNS)).astype(np.float32)
    x[random.random(x.shape) < 0.05] = np.nan
    informative = np.nan_to_num(x[:, INFORMATIVE])
    chance = 0.1 + 0.5 * (informative > 0) + 0.3 * (informative > 1)
    return x, (random.random(leads) < chance).astype(float)


def sample(seed: int, leads: int = 900, young: int = 150) -> Sample:
    """Leads over a year, looked at when they came and a day later; the newest are young."""
    random = np.random.default_rng(seed)
    x, y = told(random, leads + young)
    created = np.sort(random.integers(0, 400 * DAY, leads + young))
    so_far = np.where(random.random(young) < 0.4, y[leads:], np.nan)
    new = np.arange(leads, leads + young)
    lead = np.repeat(np.arange(leads), 2)
    as_of = created[lead] + np.tile([0, DAY], leads)
    names = tuple(f"x{column}" for column in range(COLUMNS))
    return Sample(
        rows=Rows(x[lead], y[lead], np.ones(lead.size), lead, as_of, names, (False,) * COLUMNS),
        created=created[lead],
        account=np.full(lead.size, -1),
        delay=random.integers(1, 20 * DAY, lead.size),
        horizon=20 * DAY,
        young=Young(x[leads:], so_far, new, created[leads:], random.integers(1, 20 * DAY, young)),
    )


def thinned(given: Sample, outcome: float, leads: int) -> Sample:
    """As many leads with the outcome as said, and 200 of the others, all of them old enough."""
    lead, y = given.rows.lead, given.rows.y
    kept = [*np.unique(lead[y == outcome])[:leads], *np.unique(lead[y != outcome])[:200]]
    at = np.isin(lead, kept)
    arrays = {name: getattr(given, name)[at] for name in ("created", "account", "delay")}
    return replace(given, rows=given.rows.take(at), **arrays)


@cache
def learnt(seed: int = 0, kind: ModelKind = "best") -> Learned:
    return learn_event(sample(seed), SETTINGS, Model(kind=kind))


def saved(model: Learned) -> tuple[str, str | None]:
    return json.dumps([model.blend.to_json(), model.to_json()]), model.trees


def fresh(seed: int = 99) -> tuple[np.ndarray, np.ndarray]:
    return told(np.random.default_rng(seed), 2000)


def area(said: np.ndarray, y: np.ndarray) -> float:
    found = auc(Ranked.of(y, 1 / (1 + np.exp(-said)), np.ones(len(y))))
    assert found is not None
    return found


def test_the_same_rows_give_the_same_bytes() -> None:
    again = learn_event(sample(0), SETTINGS, Model())
    assert learnt().trees, "there are trees to compare"
    assert saved(again) == saved(learnt())
    assert saved(learnt(1)) != saved(learnt())


def test_what_is_informative_is_found_and_noise_is_not() -> None:
    x, y = fresh()
    model = learnt()
    assert model.honest
    assert area(model.blend.margin(x), y) > 0.75
    parts = np.abs(model.blend.contributions(x)[:, :-1]).mean(axis=0)
    assert model.blend.columns[np.argmax(parts)] == INFORMATIVE
    assert np.max(parts) > 5 * np.sort(parts)[-2]
    assert model.blend.p(x).mean() == pytest.approx(y.mean(), abs=0.05)


@pytest.mark.parametrize("kind", ["linear", "booster", "blend"])
def test_the_agreements_kind_is_what_is_built(kind: ModelKind) -> None:
    model = learnt(0, kind)
    assert model.choice.kind == kind
    assert (model.trees is None) == (model.blend.trees is None) == (kind == "linear")
    assert (model.blend.linear.weight.size == 0) == (kind == "booster")
    if model.trees:
        assert model.to_json()["trees"] >= LEAST_TREES


def test_a_line_alone_is_whole_and_beside_trees_it_is_half() -> None:
    given = replace(sample(0), young=NO_YOUNG)
    quiet = Model(kind="linear", drift=False)
    for wanted, share in ((quiet, 1.0), (Model(kind="blend", drift=False), HALF)):
        line = learn_event(given, SETTINGS, wanted).blend.linear
        assert (line.weight == fit_linear(given.rows, share).weight).all()


def test_without_censoring_young_rows_change_nothing() -> None:
    given, wanted = sample(0), Model(censoring=False)
    with_them = learn_event(given, SETTINGS, wanted)
    without = learn_event(replace(given, young=NO_YOUNG), SETTINGS, wanted)
    assert saved(with_them) == saved(without)
    assert (with_them.known, with_them.waiting) == (0, 0)


def test_without_censoring_not_even_new_values_of_young_rows_matter() -> None:
    given, wanted = sample(0), Model(censoring=False)
    still = given.rows.x.copy()
    still[:, 0] = 1.0  # constant so far
    still[:, 1] = still[:, 2]  # a copy so far
    given = replace(given, rows=replace(given.rows, x=still))
    with_them = learn_event(given, SETTINGS, wanted)
    without = learn_event(replace(given, young=NO_YOUNG), SETTINGS, wanted)
    assert saved(with_them) == saved(without)


def test_with_censoring_they_teach() -> None:
    model = learnt()
    open_ = int(np.isnan(sample(0).young.y).sum())
    assert (model.known, model.waiting) == (150 - open_, open_)
    assert saved(model) != saved(learn_event(replace(sample(0), young=NO_YOUNG), SETTINGS, Model()))


@pytest.mark.parametrize("outcome", [0.0, 1.0])
@pytest.mark.parametrize("fewer", [1, 4, 12, 39])
def test_few_of_either_outcome_give_a_short_line_drawn_to_the_base_rate(outcome: float, fewer: int) -> None:
    given = thinned(sample(2), outcome, fewer)
    assert min(leads_by_outcome(given.rows)) == fewer
    model = learn_event(given, SETTINGS, Model(kind="blend"), "were won")
    assert (model.choice.kind, model.trees, model.blend.trees) == ("short", None, None)
    assert f"Only {fewer} leads {'were won' if outcome else 'did not convert'}" in model.choice.why
    columns = model.blend.columns
    assert 1 <= columns.size <= max(1, fewer // 5)
    x = fresh()[0]
    full = fit_linear(narrowed(given.rows, columns), 1.0).margin(x[:, columns])
    said = model.blend.margin(x)
    assert said - said[0] == pytest.approx(share_believed(fewer) * (full - full[0]), abs=1e-9)
    assert np.ptp(full) > 0
    taught = 1 / (1 + np.exp(-model.blend.margin(given.rows.x)))
    assert taught.mean() == pytest.approx(given.rows.y.mean(), abs=1e-6)


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_a_short_line_reads_the_informative_column(seed: int) -> None:
    x, y = fresh()
    model = learn_event(thinned(sample(seed), 1.0, 14), SETTINGS, Model())
    assert model.blend.columns.size == 2, "of six"
    assert INFORMATIVE in model.blend.columns
    assert area(model.blend.margin(x), y) > 0.65


@pytest.mark.parametrize(
    "make", [lambda: sample(0), lambda: thinned(sample(0), 1.0, 30)], ids=["many", "few"]
)
@pytest.mark.parametrize("direction", [1, -1])
def test_what_the_agreement_binds_only_goes_its_way(make: Callable[[], Sample], direction: int) -> None:
    bound = tuple(direction if column == INFORMATIVE else 0 for column in range(COLUMNS))
    model = learn_event(make(), replace(SETTINGS, monotone=bound), Model())
    sweep = np.repeat(np.nan_to_num(fresh()[0][:20]), 40, axis=0)
    sweep[:, INFORMATIVE] = np.tile(np.linspace(-4, 4, 40, dtype=np.float32), 20)
    steps = np.diff(model.blend.p(sweep).reshape(20, 40), axis=1)
    assert (direction * steps >= -1e-12).all()
    assert (np.abs(steps).sum() > 0.1) == (direction == 1), "it does go up"


def test_a_reason_decided_elsewhere_is_the_one_given() -> None:
    model = learn_event(sample(0), SETTINGS, Model(kind="linear"), why="Because.")
    assert (model.choice.kind, model.choice.why) == ("linear", "Because.")
    assert model.choice.gap == learnt(0, "linear").choice.gap


def test_a_base_rate_that_moved_is_corrected_for_unless_unwanted() -> None:
    given = replace(sample(5, leads=2000), young=NO_YOUNG)
    new = given.created >= np.quantile(given.created, 0.8)
    lost = new & (np.random.default_rng(0).random(2000)[given.rows.lead] < 0.6)
    rows = replace(given.rows, y=np.where(lost, 0.0, given.rows.y))
    moved = learn_event(replace(given, rows=rows), SETTINGS, Model(kind="linear"))
    assert moved.drift is not None
    assert moved.blend.shift == moved.drift.shift < -0.1
    quiet = learn_event(replace(given, rows=rows), SETTINGS, Model(kind="linear", drift=False))
    assert (quiet.drift, quiet.blend.shift) == (None, 0.0)


def test_folds_judge_the_whole_line_against_line_and_trees() -> None:
    given = sample(0)
    rows = given.rows
    folds = rolling(given.created, rows.as_of, given.account, rows.y, given.horizon)
    judged = judge_on_folds(rows, folds, HALF, SETTINGS, lambda: None)
    assert judged.trees >= LEAST_TREES
    assert judged.rows.tolist() == [row for fold in folds.folds for row in np.flatnonzero(fold.judge)]
    whole = [
        centred(fit_linear(learnt, 1.0), learnt).margin(rows.x[fold.judge])
        for fold in folds.folds
        for learnt in (rows.take(fold.train),)
    ]
    assert judged.linear == pytest.approx(np.concatenate(whole), abs=1e-9)
    later = {row for fold in folds.folds for row in np.flatnonzero(fold.train).tolist()}
    assert later - set(judged.rows.tolist()), "some rows only teach"
    y = rows.y[judged.rows]
    assert area(judged.blend, y) > area(judged.linear, y), "trees take the step that no line can"
