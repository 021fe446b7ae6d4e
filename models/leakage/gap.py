"""What a random split would have promised, beside what a split in time does: for the whole model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from models.booster import BoosterSettings, fit_booster
from models.metrics import Ranked, auc, log_loss
from models.split import at_origin

if TYPE_CHECKING:
    from models.rows import Bools, Ints, Rows
    from models.split import Fold

ROUNDS: Final = 60
HELD_BACK: Final = (0.25, 0.15, 0.08)
"""Shares of the newest rows that judge, tried in this order until enough outcomes are left to learn from."""

MOST: Final = 15_000
"""Rows of whole leads: enough for two decimals, few enough for a second."""

LEAST: Final = 20
"""Rows of either outcome on every side."""


class Gap(NamedTuple):
    """The same small booster, judged twice.

    A gap that is large has two causes, and both mean that the random number is not to be believed: the market
    moves, or a column knows more of a lead than was known then.
    """

    auc_random: float
    auc_time: float
    log_loss_random: float
    log_loss_time: float

    def to_json(self) -> dict[str, Any]:
        """The four numbers and the two differences."""
        return {
            **self._asdict(),
            "auc_gap": self.auc_random - self.auc_time,
            "log_loss_gap": self.log_loss_time - self.log_loss_random,
        }

    def __str__(self) -> str:
        return (
            f"a random split would promise an AUC of {self.auc_random:.3f}; in time it is "
            f"{self.auc_time:.3f} (log loss {self.log_loss_random:.3f} and {self.log_loss_time:.3f})"
        )


def random_versus_time(rows: Rows, created: Ints, account: Ints, horizon: int, seed: int) -> Gap | None:
    """Both splits hold back the same share of the leads; None where a side would have too few outcomes.

    Args:
        rows: labelled moments.
        created: [rows] when each row's lead was created, microseconds.
        account: [rows] each row's account, -1 for none; one stands on one side only, as in training.
        horizon: how long an outcome may take, microseconds.
        seed: of the lot and the boosters.
    """
    kept = _few(rows.lead, seed)
    rows, created, account = rows.take(kept), created[kept], account[kept]
    for share in HELD_BACK if len(rows) else ():
        origin = int(np.quantile(created, 1 - share))
        fold = at_origin(created, rows.as_of, account, horizon, origin)
        time, random = (fold.train, fold.judge), _by_lot(rows.lead, fold, seed)
        if all(_both(rows, side) for side in (*time, *random)):
            (auc_time, loss_time), (auc_random, loss_random) = (
                _judged(rows, *sides, seed) for sides in (time, random)
            )
            return Gap(auc_random, auc_time, loss_random, loss_time)
    return None


def _few(lead: Ints, seed: int) -> Bools:
    """The rows of so many leads, drawn by lot, that they are about ``MOST``."""
    _, place = np.unique(lead, return_inverse=True)
    drawn = np.random.default_rng(seed).random(int(place.max(initial=-1)) + 1)
    return drawn[place] < MOST / max(1, lead.size)


def _by_lot(lead: Ints, fold: Fold, seed: int) -> tuple[Bools, Bools]:
    """Rows to learn from and to judge, about as many as in ``fold``, of leads drawn by lot."""
    _, place = np.unique(lead, return_inverse=True)
    drawn = np.random.default_rng(seed + 1).random(int(place.max(initial=-1)) + 1)[place]
    held = float(fold.judge.mean())
    return drawn >= max(held, 1 - float(fold.train.mean())), drawn < held


def _judged(rows: Rows, train: Bools, test: Bools, seed: int) -> tuple[float, float]:
    """AUC and log loss of a booster of some rows on others."""
    settings = BoosterSettings(seed=seed, learning_rate=0.1)
    booster = fit_booster(rows.take(train), settings, ROUNDS)
    told = rows.take(test)
    ranked = Ranked.of(told.y, np.asarray(booster.predict(told.x), dtype=np.float64), told.weight, told.lead)
    return float(auc(ranked) or 0.5), float(log_loss(ranked) or 0.0)


def _both(rows: Rows, side: Bools) -> bool:
    y = rows.y[side]
    return min(float(y.sum()), float((1 - y).sum())) >= LEAST
