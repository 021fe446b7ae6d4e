"""Leadcast on the loan funnel, on the split with the gap, beside models of plain counts fitted age by age.

Trained as of 2012-01-15, judged on leads created from then to 2012-02-03 at fixed ages, outcomes within the
same horizons (SQL 7 days, close 40 days). The rivals see what a competent analyst would count at that age:
events per activity and lifecycle, workers, the last of each, recency, amount, hour and weekday; one model per
age, trained on rows whose horizon had passed by the same date. LightGBM is untuned (300 trees, learning rate
0.03, 15 leaves, 30 rows a leaf, 0.8 of the rows and 0.7 of the columns, L2 1).

    python -m benchmarks.reference_split          (LEADCAST_DATA names the folder of the data sets)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import lightgbm as lgb
import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from features.agreement import read_agreement
from features.clock import DAY, HOUR, MINUTE, instant
from features.labels import at_risk, labels
from features.population import Moments
from features.sources import open_journey
from models.split import dated_before
from pipelines.train.belief import prepare
from pipelines.train.learning import learn
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.population import Population

WORKSPACE = Path(__file__).parents[1] / "examples/bpi2012"
BORN, END = instant("2012-01-15"), instant("2012-02-03")
AGES = {
    "close": {"3 min": 3 * MINUTE, "1 h": HOUR, "24 h": DAY, "3 d": 3 * DAY, "7 d": 7 * DAY},
    "sql": {"3 min": 3 * MINUTE, "1 h": HOUR, "24 h": DAY},
}


def main() -> None:
    """Trains, judges and prints one row per target and age."""
    agreement = read_agreement(WORKSPACE)
    journey = open_journey(agreement, WORKSPACE)
    whole = Material(journey, agreement, end_of(journey))
    (population,) = whole.populations()
    prepared = prepare(whole, BORN)
    horizons = agreement.targets.horizons()
    known = {t: prepared.dataset.as_of + h < BORN for t, h in horizons.items()}
    data = prepared.dataset
    young = dated_before(data.created, data.as_of, data.account, BORN)
    belief = learn(prepared, known, horizons, agreement.seed, lambda: None, known_by=BORN, young=young)
    table = Table("target", "age", "leads", "base", "forecast", "AUC", "log loss", "mean forecast")
    for target, ages in AGES.items():
        for name, age in ages.items():
            moments = Moments(np.arange(len(population.lead_id)), population.created + age)
            y = labels(population, moments, target, horizons[target], whole.until)
            judge = (population.created >= BORN) & (population.created < END) & ~np.isnan(y)
            train = (moments.as_of + horizons[target] < BORN) & ~np.isnan(y)
            asked = _at(moments, judge)
            own = belief.funnel.p(
                target,
                belief.catalog.compute(population, asked),
                {name: at_risk(population, asked, name) for name in ("sql", "close")},
            )
            plain = plain_counts(population, moments)
            rivals = {
                "untuned LightGBM": _booster(plain[train], y[train], plain[judge]),
                "logistic": _logistic(plain[train], y[train], plain[judge]),
            }
            for forecast, p in ({"Leadcast": own} | rivals).items():
                table.add_row(
                    target,
                    name,
                    str(judge.sum()),
                    f"{y[judge].mean():.3f}",
                    forecast,
                    f"{roc_auc_score(y[judge], p):.3f}",
                    f"{log_loss(y[judge], p):.4f}",
                    f"{p.mean():.3f}",
                )
    journey.close()
    Console(width=110).print(table)


def _at(moments: Moments, chosen: NDArray[np.bool_]) -> Moments:
    return Moments(moments.lead[chosen], moments.as_of[chosen])


def plain_counts(population: Population, moments: Moments) -> NDArray[np.float64]:
    """What an analyst would count for one moment a lead, by plain loops; [leads, columns]."""
    touches, stages = population.touches, population.stages
    kinds, actors = touches.columns["kind"], touches.columns["actor"]
    amount = population.attributes["amount_requested"]
    names = stages.columns["stage"]
    rows: list[list[Any]] = []
    for lead, as_of in zip(moments.lead, moments.as_of, strict=True):
        first, here = touches.starts[lead], int(touches.before(np.array([lead]), np.array([as_of]))[0])
        seen = kinds.codes[first:here]
        counts = np.bincount(seen, minlength=len(kinds.values))
        begun, now = stages.starts[lead], int(stages.before(np.array([lead]), np.array([as_of]))[0])
        reached = np.bincount(names.codes[begun:now], minlength=len(names.values))
        workers = {int(code) for code in actors.codes[first:here]}
        rows.append(
            [
                *counts,
                *reached,
                here - first,
                len(workers),
                actors.codes[here - 1] if here > first else -1,
                seen[-1] if seen.size else -1,
                (as_of - touches.at[here - 1]) / HOUR if here > first else -1,
                float(amount.values[amount.codes[lead]]),
                population.created[lead] // HOUR % 24,
                (population.created[lead] // DAY + 3) % 7,
            ]
        )
    return np.array(rows, dtype=np.float64)


def _booster(x: NDArray[Any], y: NDArray[Any], asked: NDArray[Any]) -> NDArray[np.float64]:
    settings = {
        "objective": "binary",
        "learning_rate": 0.03,
        "num_leaves": 15,
        "min_data_in_leaf": 30,
        "lambda_l2": 1,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "feature_fraction": 0.7,
        "verbosity": -1,
        "seed": 0,
    }
    return np.asarray(lgb.train(settings, lgb.Dataset(x, y), 300).predict(asked))


def _logistic(x: NDArray[Any], y: NDArray[Any], asked: NDArray[Any]) -> NDArray[np.float64]:
    steps = (
        FunctionTransformer(lambda v: np.sign(v) * np.log1p(np.abs(v))),
        StandardScaler(),
        LogisticRegression(C=0.1, max_iter=2000),
    )
    return make_pipeline(*steps).fit(x, y).predict_proba(asked)[:, 1]


if __name__ == "__main__":
    main()
