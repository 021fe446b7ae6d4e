"""How long exact reasons take, beside LightGBM's own.

    python -m benchmarks.treeshap            # two minutes, most of them LightGBM's

Boosters are trained on made-up leads and asked, in turns, about a row at a time and about many at once.
Medians, in microseconds a row, of the processor time of the one thread that either takes, which other
processes on the machine disturb less than the wall clock.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import lightgbm
import numpy as np

from models.treeshap import Explainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

TRAINING, FEATURES, BATCH = 20_000, 40, 200
SINGLES, BATCHES = 300, 5
MOST_OF_LIGHTGBM = 40
"""Single rows, of those, that LightGBM is asked about: it takes up to 20 ms each."""


class Case(NamedTuple):
    """A booster's size."""

    trees: int
    leaves: int
    categorical: int

    @property
    def name(self) -> str:
        """What the table calls it."""
        kind = f", {self.categorical} categorical" if self.categorical else ""
        return f"{self.trees} x {self.leaves}{kind}"


CASES = (Case(300, 31, 0), Case(200, 15, 8), Case(300, 127, 0))


def main() -> None:
    """Trains, races and prints."""
    print(f"{'':24}{'one row':>28}{'batch of ' + str(BATCH):>28}")
    print(
        f"{'trees x leaves':24}{'ours':>8}{'theirs':>10}{'ratio':>10}{'ours':>8}{'theirs':>10}{'ratio':>10}"
    )
    notes = [_race(case) for case in CASES]
    print("", *notes, sep="\n")


def _race(case: Case) -> str:
    x, y = _leads(case.categorical)
    data = lightgbm.Dataset(x, y, categorical_feature=list(range(case.categorical)))
    parameters = {"objective": "binary", "num_leaves": case.leaves, "num_threads": 1, "verbose": -1}
    booster = lightgbm.train(parameters, data, case.trees)
    text = booster.model_to_string()
    parsing, explainer = _timed(Explainer.from_text, text)
    arrays = explainer.to_arrays()
    reading, explainer = _timed(Explainer.from_arrays, arrays)

    def ours(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return explainer.contributions(rows)

    def theirs(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(booster.predict(rows, pred_contrib=True, num_threads=1))

    batch = x[:BATCH].copy()
    first, answer = _timed(ours, batch)
    apart = np.abs(answer - theirs(batch)).max()
    one = _medians(ours, theirs, x, 1, SINGLES, MOST_OF_LIGHTGBM)
    many = _medians(ours, theirs, x, BATCH, BATCHES, BATCHES)
    table = "".join(f"{a:8.0f}{b:10,.0f}{b / a:9.0f}x" for a, b in (one, many))
    print(f"{case.name:24}{table}", flush=True)
    size = sum(array.nbytes for array in arrays.values()) / 2**20
    return (
        f"{case.name}: answers differ by at most {apart:.0e}; from text {parsing * 1e3:.0f} ms, from arrays "
        f"({size:.1f} MiB) {reading * 1e3:.1f} ms, then the first answer after {first:.1f} s"
    )


def _medians(
    ours: Callable[[NDArray[np.float64]], object],
    theirs: Callable[[NDArray[np.float64]], object],
    x: NDArray[np.float64],
    rows: int,
    turns: int,
    their_turns: int,
) -> tuple[float, float]:
    """Microseconds a row, both asked in turns about the same rows, each turn about others."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for turn in range(turns):
        asked = x[turn * rows : (turn + 1) * rows].copy()
        seconds[0].append(_timed(ours, asked)[0])
        if turn < their_turns:
            seconds[1].append(_timed(theirs, asked)[0])
    mine, other = (statistics.median(taken) / rows * 1e6 for taken in seconds)
    return mine, other


def _timed(do: Callable[[Any], Any], about: object) -> tuple[float, Any]:
    start = time.thread_time()
    done = do(about)
    return time.thread_time() - start, done


def _leads(categorical: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Numbers, a tenth of them missing, the first columns categories; and an outcome they bear on."""
    random = np.random.default_rng(0)
    x = random.normal(size=(TRAINING, FEATURES))
    x[:, categorical:][random.random((TRAINING, FEATURES - categorical)) < 0.1] = np.nan
    x[:, :categorical] = random.integers(0, 30, (TRAINING, categorical))
    known = np.nan_to_num(x)
    score = known[:, 0] % 5 / 2 + known[:, 10] * known[:, 11] + np.sin(3 * known[:, 12])
    score += known[:, 13:30] @ random.normal(size=17) / 2
    return x, (score + random.normal(size=TRAINING) > 0.5).astype(np.float64)


if __name__ == "__main__":
    main()
