"""The demo world: lawful, reproducible, and truthful about its probabilities."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from features import clock
from features.agreement import read_agreement
from pipelines.demo import World, write_world

if TYPE_CHECKING:
    from pathlib import Path

EXPORT = pd.Timestamp("2026-10-01")
GOALS = {"sql": ("sql", "opportunity", "won"), "close": ("won",)}
DAYS = {"sql": 30, "close": 90}
AGES = (0, 1, 3, 7, 14, 30)
FOLLOWS = {
    "new": {"mql", "lost"},
    "mql": {"sql", "recycled", "lost"},
    "recycled": {"mql", "lost"},
    "sql": {"opportunity", "recycled", "lost"},
    "opportunity": {"won", "lost"},
    "won": set[str](),
    "lost": set[str](),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def leads(world: World) -> pd.DataFrame:
    return read(world.leads, "created_at")


@pytest.fixture(scope="module")
def stages(world: World) -> pd.DataFrame:
    return read(world.stages, "at")


@pytest.fixture(scope="module")
def touches(world: World) -> pd.DataFrame:
    return read(world.touches, "at")


@pytest.fixture(scope="module")
def moments(world: World, leads: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """The truth beside what happened: ``sql`` and ``close`` are labels, NaN where immature or too late."""
    truth = pd.read_parquet(world.probabilities)
    truth["as_of"] = truth["as_of"].dt.tz_localize(None).astype("datetime64[s]")
    truth = truth.merge(leads[["lead_id", "created_at", "channel"]], on="lead_id")
    truth["age"] = (truth["as_of"] - truth["created_at"]).dt.days
    for target, goal in GOALS.items():
        reached = truth["lead_id"].map(first_time(stages, goal))
        until = truth["as_of"] + pd.Timedelta(days=DAYS[target])
        label = ((reached > truth["as_of"]) & (reached <= until)).astype(float)
        truth[target] = label.where((until <= EXPORT) & truth[f"p_{target}"].notna())
    return truth


def read(path: Path, time: str) -> pd.DataFrame:
    return pd.read_csv(path, parse_dates=[time], dtype={"lead_id": str}, keep_default_na=False)


def first_time(stages: pd.DataFrame, goal: tuple[str, ...]) -> pd.Series:
    return stages[stages["stage"].isin(goal)].groupby("lead_id")["at"].min()


def test_the_agreement_reads_and_its_sources_are_there(world: World) -> None:
    agreement = read_agreement(world.directory)
    assert agreement.targets.horizons() == {"sql": 30 * clock.DAY, "close": 90 * clock.DAY}
    assert agreement.moments.after_creation == tuple(age * clock.DAY for age in AGES)
    assert agreement.action.capacity_per_week == 120
    assert "contract_type" in agreement.attributes.exclude
    for source in (agreement.sources.touches, agreement.sources.stages, agreement.sources.attribute_changes):
        assert source is not None
        assert (world.directory / source).is_file()


def test_counts_are_those_of_the_files(
    world: World, leads: pd.DataFrame, stages: pd.DataFrame, touches: pd.DataFrame, moments: pd.DataFrame
) -> None:
    counted = (world.lead_count, world.stage_count, world.touch_count, world.moment_count)
    assert counted == (len(leads), len(stages), len(touches), len(moments))
    assert counted[0] == 20_000
    assert 15 <= len(touches) / len(leads) <= 30
    assert leads["lead_id"].is_unique


def test_the_leak_is_filled_after_conversion_only(leads: pd.DataFrame, stages: pd.DataFrame) -> None:
    won = set(stages.loc[stages["stage"] == "won", "lead_id"])
    assert set(leads.loc[leads["contract_type"] != "", "lead_id"]) == won
    assert len(won) > 500


def test_everything_happens_to_a_known_lead_in_time(
    leads: pd.DataFrame, stages: pd.DataFrame, touches: pd.DataFrame
) -> None:
    created = leads.set_index("lead_id")["created_at"]
    assert (stages["at"] > stages["lead_id"].map(created)).all()
    assert touches["lead_id"].isin(created.index).all()
    assert max(stages["at"].max(), touches["at"].max(), created.max()) < EXPORT
    early = touches["at"] < touches["lead_id"].map(created)
    assert set(touches.loc[early, "direction"]) == {"inbound"}
    assert early.groupby(touches["lead_id"]).any().mean() > 0.9, "leads made themselves known by a touch"


def test_stages_follow_each_other_lawfully(stages: pd.DataFrame) -> None:
    seen = {step for _, path in stages.groupby("lead_id")["stage"] for step in pairwise(["new", *path])}
    assert seen == {(stage, then) for stage, next_ones in FOLLOWS.items() for then in next_ones}


def test_base_rates_are_those_of_such_companies(leads: pd.DataFrame, stages: pd.DataFrame) -> None:
    old = leads[leads["created_at"] < EXPORT - pd.Timedelta(days=180)]
    reached = {
        stage: old["lead_id"].map(first_time(stages, goal)) - old["created_at"]
        for stage, goal in {"mql": ("mql",), **GOALS}.items()
    }
    assert 0.24 < reached["sql"].notna().sum() / reached["mql"].notna().sum() < 0.30
    assert 0.08 < (reached["sql"] <= pd.Timedelta(days=30)).mean() < 0.12
    assert 0.03 < (reached["close"] <= pd.Timedelta(days=90)).mean() < 0.05
    assert reached["sql"].isna().mean() > 0.8, "most leads never convert"


def test_the_growing_channel_converts_worse(moments: pd.DataFrame) -> None:
    first = moments[moments["age"] == 0]
    social = first["channel"] == "paid_social"
    assert social.tail(4000).mean() > 2 * social.head(4000).mean()
    assert first.loc[social, "sql"].mean() < 0.6 * first.loc[~social, "sql"].mean()


def test_sales_works_no_more_leads_than_agreed(leads: pd.DataFrame, touches: pd.DataFrame) -> None:
    desk = touches[touches["actor"].str.startswith("SDR")]
    weekly = desk.groupby(desk["at"].dt.to_period("W"))["lead_id"].nunique()
    assert 60 < weekly.median() <= weekly.max() <= 120
    assert desk["lead_id"].nunique() < len(leads) / 2, "most leads are never called"


def test_the_crm_hides_what_it_does_not_know(leads: pd.DataFrame) -> None:
    missing = leads.isin(["", "-", "Select", "N/A"]).mean()
    assert (missing[["industry", "employees", "annual_revenue", "technologies", "job_title"]] > 0.05).all()
    assert missing[["lead_id", "created_at", "channel", "email_domain"]].max() == 0


def test_moments_are_the_leads_still_at_risk(
    moments: pd.DataFrame, leads: pd.DataFrame, stages: pd.DataFrame
) -> None:
    all_moments = leads[["lead_id", "created_at"]].merge(pd.DataFrame({"age": AGES}), how="cross")
    as_of = all_moments["created_at"] + pd.to_timedelta(all_moments["age"], unit="D")
    closed = all_moments["lead_id"].map(first_time(stages, ("won", "lost")))
    at_risk = all_moments[(as_of < EXPORT) & ~(closed <= as_of)]
    assert set(zip(moments["lead_id"], moments["age"], strict=True)) == set(
        zip(at_risk["lead_id"], at_risk["age"], strict=True)
    )
    qualified = moments["lead_id"].map(first_time(stages, GOALS["sql"])) <= moments["as_of"]
    assert (moments["p_sql"].isna() == qualified).all()
    assert moments["p_close"].between(0, 1).all()


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("target", list(GOALS))
def test_the_true_probabilities_come_true(moments: pd.DataFrame, target: str, age: int) -> None:
    """In each tenth of the true probability, outcomes lie within their binomial spread, and so do all."""
    mature = moments[(moments["age"] == age) & moments[target].notna()]
    chance, outcome = mature[f"p_{target}"], mature[target]
    tenth = pd.qcut(chance, 10, labels=False)
    for group in (tenth, pd.Series(0, index=tenth.index)):
        surprise = (outcome - chance).groupby(group).sum() / np.sqrt(
            (chance * (1 - chance)).groupby(group).sum()
        )
        assert surprise.abs().max() < 4.0
    assert len(mature) > 10_000


def test_the_signal_is_honest(moments: pd.DataFrame) -> None:
    """Even who knows the hidden phase does not know the outcome; the files, which hide it, say less."""
    week = moments[(moments["age"] == 7) & moments["sql"].notna()]
    assert 0.80 < roc_auc_score(week["sql"], week["p_sql"]) < 0.90


def test_what_drives_conversion_is_disclosed_and_true(
    world: World, leads: pd.DataFrame, moments: pd.DataFrame
) -> None:
    ratios = json.loads(world.coefficients.read_text())["log_rate_ratios"]["sql"]["employees"]
    week = moments[(moments["age"] == 7) & moments["sql"].notna()].merge(leads[["lead_id", "employees"]])
    rate = week.groupby("employees")["sql"].mean()[list(ratios)]
    assert np.corrcoef(np.log(rate), list(ratios.values()))[0, 1] > 0.8
