"""What was found of drivers, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from models.drivers.quarrels import SMALL
from models.pages.wording import Spoken, count, listed, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST: Final = 3
NEAR: Final = 10
"""The place by contributions up to which a driver is one of those that drive."""


def answer(told: dict[str, Any], target: Spoken) -> str:
    """What drives a target, as a sentence: the drivers without which forecasts are worse beyond chance."""
    if told["why_not"] is not None:
        return told["why_not"]
    sure = [one["name"] for one in told["drivers"][:NEAR] if (one["loss"]["low"] or 0) > 0]
    if sure:
        return f"What drives {target.doing}: {listed(tuple(sure[:FIRST]))}."
    first = listed(tuple(one["name"] for one in told["drivers"][:FIRST]))
    return (
        f"Forecasts of {target.doing} look most at {first}; but on {count(told['leads'])} leads that the "
        "model had not seen, nothing that is taken away is missed beyond chance: too few to say more."
    )


def pointing(points: dict[str, Any]) -> str:
    """Which way a driver's leading feature points; empty where that is not plain."""
    if points["slope"]:
        return f"{'rises' if points['slope'] > 0 else 'falls'} with {points['feature']}"
    if points["most"] is not None:
        return f"highest: {points['most']}; lowest: {points['least']}"
    return ""


def extremes_said(
    values: dict[str, Any], standing: Sequence[tuple[str, dict[str, Any]]], target: Spoken
) -> str:
    """Which values convert most and least, as a sentence."""
    if not values["leads"]:
        return "No lead has a known outcome yet."
    base = f"Of all {count(values['leads'])} leads {percent(values['rate'])} {target.did}"
    above = [_said(cell) for cell in standing if cell[1]["rate"]["value"] > values["rate"]]
    below = [_said(cell) for cell in standing[::-1] if cell[1]["rate"]["value"] <= values["rate"]]
    if not standing:
        return f"{base}; no value of any attribute differs from the rest beyond chance."
    most = [f"most among {listed(tuple(above[:FIRST]))}"] if above else []
    least = [f"least among {listed(tuple(below[:FIRST]))}"] if below else []
    return f"{base}; {', '.join([*most, *least])}."


def unsure(names: str, many: int) -> str:
    """That the leads are too few to say whether drivers that rank high are needed."""
    they = "it" if many == 1 else "each of them"
    return (
        f"{names} {'ranks' if many == 1 else 'rank'} high; but whether anything is lost without {they}, "
        "these leads are too few to say: "
        f"the interval holds zero and reaches beyond {SMALL:.0%} of the largest loss."
    )


def _said(cell: tuple[str, dict[str, Any]]) -> str:
    name, told = cell
    return f"{name} ({percent(told['rate']['value'])})"
