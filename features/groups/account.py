"""Account: what the other leads of the same company did before the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.clock import DAY
from features.family import Family, single
from features.labels import reached

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.history import History
    from features.plan import Plan
    from features.view import View

GROUP = "account"


def families(plan: Plan) -> list[Family]:
    """The account features; all are NaN for a lead without an account."""
    del plan
    return [
        single("colleagues", GROUP, _colleagues, _say("{} of the same company came before")),
        single(
            "colleagues' touches 30d", GROUP, _touches(30 * DAY), _say("colleagues had {} touches in 30 days")
        ),
        single("colleagues' touches ever", GROUP, _touches(None), _say("colleagues had {} touches in all")),
        single(
            "colleagues qualified", GROUP, _reached("sql"), _say("{} of the same company qualified before")
        ),
        single("colleagues won", GROUP, _reached("close"), _say("{} of the same company were won before")),
    ]


def _say(sentence: str) -> Callable[[float], str]:
    def say(count: float) -> str:
        return "no company known" if np.isnan(count) else sentence.format(f"{count:.0f}" if count else "none")

    return say


def _between(view: View, history: History, length: int | None) -> NDArray[np.int64]:
    if not history.keys:
        return np.zeros(view.lead.size, dtype=np.int64)
    account = np.maximum(view.account, 0)
    here = history.before(account, view.as_of)
    since = history.starts[account] if length is None else history.before(account, view.as_of - length)
    return here - since


def _known(view: View, count: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.where(view.account >= 0, count.astype(np.float64), np.nan)


def _colleagues(view: View) -> NDArray[np.float64]:
    own = view.created < view.as_of
    return _known(view, _between(view, view.population.account_created, None) - own)


def _touches(length: int | None) -> Callable[[View], NDArray[np.float64]]:
    def compute(view: View) -> NDArray[np.float64]:
        own = view.here - view.first_touch if length is None else view.touches_since(length)
        return _known(view, _between(view, view.population.account_touches, length) - own)

    return compute


def _reached(target: Target) -> Callable[[View], NDArray[np.float64]]:
    def compute(view: View) -> NDArray[np.float64]:
        own = reached(view.population, target)[view.lead] < view.as_of
        history = view.population.account_sql if target == "sql" else view.population.account_won
        return _known(view, _between(view, history, None) - own)

    return compute
