"""What columns are worth to a small booster: alone, together, and to one that peeks at the future."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import lightgbm as lgb
import numpy as np

from models.leakage.area import area_of, rates_of
from models.leakage.columns import leveled
from models.leakage.splits import at_random, in_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.leakage.columns import Column, Leads
    from models.leakage.splits import Split
    from models.rows import Floats, Matrix

ROUNDS: Final = 60
RATED: Final = 30
"""Values of a category that have a rate of their own."""

CODES: Final = 255
"""A category's rarer values count as one."""

_SETTINGS: Final = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 8,
    "min_data_in_leaf": 20,
    "lambda_l2": 5.0,
    "cat_smooth": 30.0,
    "cat_l2": 20.0,
    "min_data_per_group": 50,
    "max_bin": 63,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


class Worth(NamedTuple):
    """A booster of some columns, judged on leads held back.

    auc   how well it orders them
    told  share of the outcome's log loss that it explains, at most 1; below 0 it harms
    gain  [columns] each column's share of its gain
    """

    auc: float | None
    told: float
    gain: Floats


class Market:
    """Every column of some leads, and two splits, to buy boosters of any of them."""

    def __init__(self, columns: Sequence[Column], leads: Leads, horizon: int, seed: int) -> None:
        """Splits once, so that all boosters meet the same leads."""
        self._x = np.column_stack([_drawn(column) for column in columns]).astype(np.float32)
        self._categorical = [column.categorical for column in columns]
        self._outcome = leads.outcome
        self.time = in_time(leads, horizon)
        self.random = at_random(leads, self.time, seed)
        self._seed = seed

    @property
    def open(self) -> bool:
        """Whether both splits saw enough of both outcomes."""
        return self.time.tells(self._outcome) and self.random.tells(self._outcome)

    def worth(self, chosen: Sequence[int], split: Split) -> Worth:
        """The worth of the ``chosen`` columns, by their places."""
        if not len(chosen):
            return Worth(0.5, 0.0, np.zeros(0))
        x = np.ascontiguousarray(self._x[:, list(chosen)])
        y = self._outcome.astype(np.float64)
        categorical = [place for place, column in enumerate(chosen) if self._categorical[column]]
        data = lgb.Dataset(
            x[split.train],
            label=y[split.train],
            categorical_feature=categorical,
            feature_name=[f"f{place}" for place in range(len(chosen))],
        )
        booster = lgb.train({**_SETTINGS, "seed": self._seed}, data, num_boost_round=ROUNDS)
        p = np.asarray(booster.predict(x[split.test]), dtype=np.float64)
        gain = np.asarray(booster.feature_importance("gain"), dtype=np.float64)
        return Worth(
            area_of(p, self._outcome[split.test]),
            _told(p, y[split.test]),
            gain / gain.sum() if gain.sum() > 0 else gain,
        )

    def alone(self, column: Column) -> float | None:
        """AUC of one column on the newest leads, by the rates that its values had before."""
        level = leveled(column, RATED)
        known, told = self.time
        rates = rates_of(level[known], self._outcome[known], int(level.max(initial=0)) + 1)
        return area_of(rates[level[told]], self._outcome[told])


def _drawn(column: Column) -> Matrix:
    """A column as the booster takes it: NaN where it is not filled in, the commonest codes first."""
    drawn = np.full(len(column.filled), np.nan)
    value = column.value[column.filled]
    if column.categorical and value.size:
        _, place, count = np.unique(value, return_inverse=True, return_counts=True)
        rank = np.empty(len(count))
        rank[np.argsort(-count, kind="stable")] = np.arange(len(count))
        value = np.minimum(rank, CODES - 1)[place]
    # a field that is only ever filled in or not must still tell the two apart
    drawn[column.filled] = np.where(np.isnan(value), 0.0, value)
    return drawn.astype(np.float32)


def _told(p: Floats, y: Floats) -> float:
    """One minus the log loss over that of the tested leads' own base rate."""
    base = y.mean()
    at_base = -(base * np.log(base) + (1 - base) * np.log(1 - base))
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(1 + (y * np.log(p) + (1 - y) * np.log(1 - p)).mean() / at_base)
