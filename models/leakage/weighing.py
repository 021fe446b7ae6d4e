"""What each column is worth to a forecast, beside all the others and beside time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from models.leakage.doubt import Doubt
from models.leakage.sure import NOTABLE_FILLING, doubted, sure_of
from models.leakage.telling import SURE, standard_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.leakage.columns import Column, Leads
    from models.leakage.verdict import Verdict
    from models.leakage.worth import Market
    from models.rows import Bools

WORTH_A_LOOK: Final = 0.10
"""Share of the booster's gain from which leaving a column out is tried."""

OUTWEIGHING: Final = 0.80
"""AUC, surely, of a column that outweighs all the others together, from which it is a leak."""

SOMETHING: Final = 0.05
"""Share of the outcome's log loss that is worth a word."""

OTHERS: Final = 5
"""With fewer other columns, outweighing them says nothing."""

JUMP: Final = 0.05
"""AUC that a random split adds and that goes with the column."""


def weighed(
    columns: Sequence[Column], leads: Leads, found: Sequence[Verdict], market: Market
) -> list[Verdict]:
    """With what each column is worth; unchanged where there are too few outcomes to tell."""
    if not market.open:
        return list(found)
    everything = list(range(len(found)))
    time, random = market.worth(everything, market.time), market.worth(everything, market.random)
    verdicts: list[Verdict] = []
    for place, verdict in enumerate(found):
        numbers: dict[str, float | None] = {
            "auc": market.alone(columns[place]),
            "gain_share": float(time.gain[place]),
            "jump": _less(random.auc, time.auc),
        }
        doubts: list[Doubt] = []
        if time.gain[place] >= WORTH_A_LOOK:
            rest = [other for other in everything if other != place]
            without_time, without = market.worth(rest, market.time), market.worth(rest, market.random)
            numbers["jump_without"] = _less(without.auc, without_time.auc)
            told = market.worth([place], market.random).told
            numbers["told_alone"], numbers["told_by_others"] = told, without.told
            doubts += _outweighs(numbers, max(sure_of(columns[place], leads, verdict)), len(rest))
            doubts += _jumps(numbers, leads.outcome[market.time.test])
        verdicts.append(doubted(replace(verdict, numbers={**verdict.numbers, **numbers}), *doubts))
    return verdicts


def _outweighs(numbers: dict[str, float | None], surely: float, others: int) -> Iterator[Doubt]:
    """One field known at the start is rarely worth more than all the others together."""
    alone, rest, auc = numbers["told_alone"], numbers["told_by_others"], numbers["auc"]
    if alone is None or rest is None or others < OTHERS or surely < NOTABLE_FILLING:
        return
    if alone >= SOMETHING and alone > max(rest, 0.0):
        yield Doubt(
            surely >= OUTWEIGHING,
            f"alone it explains {alone:.0%} of the outcome (AUC {auc:.2f} on later leads), "
            f"all the other columns together {max(rest, 0.0):.0%}",
        )


def _jumps(numbers: dict[str, float | None], tested: Bools) -> Iterator[Doubt]:
    """A column that a random split makes much of, and time does not."""
    jump, without = numbers["jump"], numbers["jump_without"]
    noise = SURE * standard_error(0.75, int(tested.sum()), int((~tested).sum()))
    if jump is not None and without is not None and jump - max(without, 0.0) >= max(JUMP, noise):
        yield Doubt(
            False,
            f"a random split flatters the forecast by an AUC of {jump:.2f} with it "
            f"and {without:.2f} without: what it says does not last",
        )


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
