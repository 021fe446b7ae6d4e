"""What each target's forecast looks at: the mean size of every contribution, on the newest leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from features.agreement.values import Target
    from pipelines.train.belief import Belief

MOMENTS: Final = 2_000
"""Explained for it: the newest ones at which the target can still be reached."""


def importance(final: Belief) -> dict[Target, dict[str, Any]]:
    """Per target: the names of the features that contribute, and the mean of |contribution| in log-odds."""
    data = final.dataset
    told: dict[Target, dict[str, Any]] = {}
    for target, forecast in final.funnel.targets.items():
        able = np.flatnonzero(data.open[target])
        newest = np.sort(able[np.argsort(data.as_of[able], kind="stable")[-MOMENTS:]])
        said = final.funnel.forecast(
            target,
            data.x[newest],
            {name: open_[newest] for name, open_ in data.open.items()},
            explain=True,
        )
        told[target] = {
            "names": [final.catalog.names[column] for column in forecast.columns],
            "mean_size": np.abs(said.contributions[:, :-1]).mean(axis=0).tolist(),
            "moments": int(newest.size),
        }
    return told
