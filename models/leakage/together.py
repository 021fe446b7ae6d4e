"""The verdicts on all attributes of some leads, each in the light of the others and of time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.leakage.judge import judge
from models.leakage.relation import related
from models.leakage.timing import timed
from models.leakage.weighing import weighed
from models.leakage.worth import Market

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.leakage.columns import Column, Leads
    from models.leakage.verdict import Verdict


def judge_together(
    columns: Sequence[Column], leads: Leads, horizon: int, seed: int, target: str = ""
) -> tuple[Verdict, ...]:
    """A verdict per column, in their order.

    Args:
        columns: the attributes, each [leads].
        leads: when they were created and what became of them.
        horizon: how long an outcome may take, microseconds.
        seed: of the random split and the boosters.
        target: what the outcome is called.
    """
    if not columns:
        return ()
    found = [replace(_alone(column, leads), tier=column.tier, target=target) for column in columns]
    found = weighed(columns, leads, found, Market(columns, leads, horizon, seed))
    found = [timed(column, leads, verdict) for column, verdict in zip(columns, found, strict=True)]
    return tuple(related(columns, leads, found))


def _alone(column: Column, leads: Leads) -> Verdict:
    at = leads.order[leads.mature[leads.order]]
    return judge(
        column.name, column.filled[at], column.value[at], leads.outcome[at], categorical=column.categorical
    )
