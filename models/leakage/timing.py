"""What the ages of leads say of when a column was filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.leakage.doubt import Doubt
from models.leakage.stretches import by_stretch, on_and_off, young_share
from models.leakage.sure import doubted, sure_of

if TYPE_CHECKING:
    from models.leakage.columns import Column, Leads
    from models.leakage.verdict import Verdict


def timed(column: Column, leads: Leads, found: Verdict) -> Verdict:
    """With what the ages of leads say of when it was filled in."""
    shares, young = by_stretch(column.filled, leads), young_share(column.filled, leads)
    notable = sure_of(column, leads, found).notable
    numbers: dict[str, float | None] = {"young_share": young, "batches": float(on_and_off(shares))}
    doubts: list[Doubt] = []
    if numbers["batches"]:
        doubts.append(
            Doubt(
                notable,
                f"it was written in batches: whole stretches of leads have it ({max(shares):.0%}) and whole "
                f"stretches do not ({min(shares):.0%}), so it tells of the day of the batch; "
                f"its value foretells the outcome with an AUC of {_side(found.numbers['value_auc']):.2f}",
            )
        )
    if young is not None:
        doubts.append(
            Doubt(
                notable,
                f"it is filled in later: young leads have it {young:.2f} times as often as their elders, "
                f"and being filled foretells the outcome with an AUC of "
                f"{_side(found.numbers['filled_auc']):.2f}",
            )
        )
    return doubted(replace(found, numbers={**found.numbers, **numbers}), *doubts)


def _side(area: float | None) -> float:
    return 0.5 if area is None else max(area, 1 - area)
