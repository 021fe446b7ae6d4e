"""The theme's charts, by name."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

from pipelines.insights.drivers.dependence_chart import dependence_chart, partner_chart
from pipelines.insights.drivers.ranking_chart import ranking_chart
from pipelines.insights.drivers.steadiness_chart import steadiness_chart
from pipelines.insights.drivers.values_chart import trends_chart, values_chart
from pipelines.insights.funnel import funnel

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTSTANDING: Final = 14
MOVING: Final = 6


def charts(found: dict[str, Any]) -> dict[str, str]:
    """By name, TARGET being sql or close and N from 1; each only where there is something to draw:

    drivers-TARGET, dependence-TARGET-N, partner-TARGET-N, steadiness-TARGET, values-TARGET, trends-TARGET
    """
    with warnings.catch_warnings():
        # matplotlib measures texts with its own font; the page draws them with the reader's
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        return {
            name: drawn
            for target, told in funnel(found["targets"])
            for name, drawn in _of_target(target, told)
        }


def _of_target(target: str, told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if told["why_not"] is None:
        yield f"drivers-{target}", ranking_chart(f"drivers-ranking-{target}", told["drivers"])
        for number, one in enumerate(told["dependence"], 1):
            key = f"drivers-dependence-{target}-{number}"
            yield f"dependence-{target}-{number}", dependence_chart(key, one)
            if one["partner"]:
                key = f"drivers-partner-{target}-{number}"
                yield f"partner-{target}-{number}", partner_chart(key, one)
    steady = told["steadiness"]
    if steady["enough"]:
        drawn = steadiness_chart(f"drivers-steadiness-{target}", steady["trainings"], steady["bands"])
        yield f"steadiness-{target}", drawn
    values = told["values"]
    standing = _ends(outstanding(values))
    if standing:
        yield f"values-{target}", values_chart(f"drivers-values-{target}", values["rate"], standing)
    moved = moving(values)[:MOVING]
    if moved:
        key = f"drivers-trends-{target}"
        yield f"trends-{target}", trends_chart(key, values["quarters"], values["all"], moved)


def outstanding(values: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The values that convert unlike the rest beyond chance, the highest rate first."""
    return sorted(_cells(values, "differs"), key=lambda cell: -cell[1]["rate"]["value"])


def moving(values: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The values whose rate rises or falls beyond chance, the surest first."""
    return sorted(_cells(values, "moves"), key=lambda cell: -abs(cell[1]["trend_z"]))


def _ends(cells: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """The highest and the lowest."""
    half = OUTSTANDING // 2
    return cells if len(cells) <= OUTSTANDING else [*cells[:half], *cells[-half:]]


def _cells(values: dict[str, Any], holds: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{attribute['attribute']}: {told['value']}", told)
        for attribute in values["attributes"]
        for told in attribute["values"]
        if told[holds]
    ]
