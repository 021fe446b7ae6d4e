"""Account: what the other leads of the same company did before the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from features.clock import DAY
from features.family import Family, Feature
from features.history import place_before

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.history import History
    from features.plan import Plan
    from features.view import View

    Dated = tuple[NDArray[np.int64], NDArray[np.int64]]
    """Where each key's rows begin, and the rows' instants."""

GROUP = "account"
_MONTH = 30 * DAY


def families(plan: Plan) -> list[Family]:
    """The account features; all are NaN for a lead without an account."""
    del plan
    told = (
        _feature(
            "colleagues",
            "lead of the same company came before",
            "leads of the same company came before",
        ),
        _feature(
            "colleagues' touches 30d",
            "touch of colleagues in 30 days",
            "touches of colleagues in 30 days",
        ),
        _feature(
            "colleagues' touches ever",
            "touch of colleagues in all",
            "touches of colleagues in all",
        ),
        _feature(
            "colleagues qualified",
            "lead of the same company qualified before",
            "leads of the same company qualified before",
        ),
        _feature(
            "colleagues won",
            "lead of the same company was won before",
            "leads of the same company were won before",
        ),
    )
    return [Family(told, _colleagues)]


def _feature(name: str, one: str, many: str) -> Feature:
    """A count of colleagues; all of them speak of the same thing."""

    def say(count: float) -> str:
        if np.isnan(count):
            return "no company known"
        return f"no {one}" if count == 0 else f"{count:.0f} {one if count == 1 else many}"

    return Feature(name, GROUP, "colleagues", say)


def _colleagues(view: View) -> NDArray[np.float32]:
    """The counts of whole accounts, less the lead's own part of each."""
    population = view.population
    table = np.full((view.lead.size, 5), np.nan, np.float32)
    if population.accounts:
        _fill(
            table,
            *view.moments,
            population.account,
            population.created,
            (population.reached_sql, population.reached_won),
            _rows(population.touches),
            _rows(population.account_touches),
            _rows(population.account_created),
            (_rows(population.account_sql), _rows(population.account_won)),
        )
    return table


def _rows(history: History) -> Dated:
    return history.starts, history.at


@njit(cache=True, nogil=True)
def _fill(
    table: NDArray[np.float32],
    lead: NDArray[np.int64],
    as_of: NDArray[np.int64],
    account: NDArray[np.int64],
    created: NDArray[np.int64],
    reached: tuple[NDArray[np.int64], NDArray[np.int64]],
    touches: Dated,
    account_touches: Dated,
    account_created: Dated,
    account_reached: tuple[Dated, Dated],
) -> None:
    for i in range(lead.size):
        who: int = lead[i]
        now: int = as_of[i]
        of: int = account[who]
        if of < 0:
            continue
        older = now - _MONTH
        ever = _count(account_touches, of, now) - _count(touches, who, now)
        table[i, 0] = _count(account_created, of, now) - (created[who] < now)
        table[i, 1] = ever - (_count(account_touches, of, older) - _count(touches, who, older))
        table[i, 2] = ever
        table[i, 3] = _count(account_reached[0], of, now) - (reached[0][who] < now)
        table[i, 4] = _count(account_reached[1], of, now) - (reached[1][who] < now)


@njit(cache=True, nogil=True)
def _count(rows: Dated, key: int, instant: int) -> int:
    """How many rows of a key are dated before an instant."""
    starts, at = rows
    return place_before(starts, at, key, instant) - starts[key]
