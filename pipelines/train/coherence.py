"""Does the funnel add up on leads it has not seen? Its parts against what came, and no closing beyond SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.funnel import events_of, outcomes
from models.funnel.events import CLOSE_GIVEN_SQL, SQL_BY_CLOSE
from models.funnel.product import Product

if TYPE_CHECKING:
    from models.rows import Floats
    from pipelines.train.judge import Judgement


def coherence(judgement: Judgement) -> dict[str, Any] | None:
    """The funnel's parts on the leads that judged closing; None where closing is no product, or not judged.

    ``exceeds`` is the share of moments whose p_close is above the chance of having been an SQL by then.
    """
    twin = judgement.twin
    close = twin.funnel.targets.get("close") if twin else None
    if twin is None or "close" not in judgement.folds or not isinstance(close, Product):
        return None
    data, at = twin.dataset, judgement.folds["close"].judge
    ahead = at & data.open["sql"] & ~np.isnan(data.y["close"])
    x = data.x[ahead]
    by_close = close.by_close(x)
    told: dict[str, Any] = {
        "form": "p_close = chance of an SQL within the horizon of close, times p_close_given_sql",
        "moments": int(ahead.sum()),
        "exceeds": float(np.mean(twin.p("close", ahead) > by_close)) if x.shape[0] else 0.0,
    }
    for event in events_of(twin.horizons):
        if event.name not in (SQL_BY_CLOSE, CLOSE_GIVEN_SQL):
            continue
        found = outcomes(event, data, data.known_until).y
        rows = at & ~np.isnan(found)
        said = close.by_close(data.x[rows]) if event.name == SQL_BY_CLOSE else close.given.p(data.x[rows])
        told[event.name] = _promised(said, found[rows])
    return told


def _promised(said: Floats, came: Floats) -> dict[str, Any]:
    if not came.size:
        return {"moments": 0, "predicted": None, "observed": None}
    return {"moments": int(came.size), "predicted": float(said.mean()), "observed": float(came.mean())}
