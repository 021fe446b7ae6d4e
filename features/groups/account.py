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
        _single(
            "colleagues",
            _colleagues,
            "lead of the same company came before",
            "leads of the same company came before",
        ),
        _single(
            "colleagues' touches 30d",
            _touches(30 * DAY),
            "touch of colleagues in 30 days",
            "touches of colleagues in 30 days",
        ),
        _single(
            "colleagues' touches ever",
            _touches(None),
            "touch of colleagues in all",
            "touches of colleagues in all",
        ),
        _single(
            "colleagues qualified",
            _reached("sql"),
            "lead of the same company qualified before",
            "leads of the same company qualified before",
        ),
        _single(
            "colleagues won",
            _reached("close"),
            "lead of the same company was won before",
            "leads of the same company were won before",
        ),
    ]


def _single(name: str, compute: Callable[[View], NDArray[np.float64]], one: str, many: str) -> Family:
    """A count of colleagues; all of them speak of the same thing."""

    def say(count: float) -> str:
        if np.isnan(count):
            return "no company known"
        return f"no {one}" if count == 0 else f"{count:.0f} {one if count == 1 else many}"

    return single(name, GROUP, compute, say, theme="colleagues")


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
