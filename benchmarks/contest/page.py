"""The public table in Markdown, and what it says in a few sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from benchmarks.contest.standing import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.contest.standing import Forecast, Standing
    from models.bootstrap import Difference

REFERENCE: Final = "LightGBM, plain counts"
"""The reference figures' model and features, fitted anew on the split with the gap."""

ASKED_OF_CALIBRATION: Final = 1000
"""Judging rows from which the calibration error is held against ``MOST_ERROR``."""
MOST_ERROR: Final = 0.03

HEAD: Final = (
    "| moments, leads, converted | forecast | AUC | AP | log loss | CE | lift 10 % | minus Leadcast |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
)


def overview(standings: Sequence[Standing]) -> list[str]:
    """Log loss of every forecast, a line for each question, the least in bold."""
    names = list(dict.fromkeys(one.name for standing in standings for one in standing.forecasts))
    lines = [
        f"| log loss | moments | {' | '.join(names)} | Leadcast is |",
        f"| --- |{' ---: |' * (len(names) + 1)} --- |",
    ]
    for standing in standings:
        losses = {one.name: number(one.loss, 4) for one in standing.forecasts}
        losses[standing.best.name] = f"**{losses[standing.best.name]}**"
        cells = " | ".join(losses.get(name, "") for name in names)
        asked = f"{standing.funnel}, {standing.asked}"
        lines.append(f"| {asked} | {standing.own.metrics.rows:,} | {cells} | {standing.place} |")
    return [*lines, ""]


def table(standings: Iterable[Standing]) -> list[str]:
    """Every measure of every forecast, question by question."""
    lines = [*HEAD]
    for one in standings:
        base = one.own.metrics
        about = (
            f"**{one.funnel}, {one.asked}**",
            f"{base.rows:,} moments",
            f"{one.leads:,} leads",
            f"{base.base_rate:.3f}",
        )
        for place, forecast in enumerate(one.forecasts):
            lines.append(_line(about[place] if place < len(about) else "", forecast, forecast is one.best))
    return lines


def _line(about: str, one: Forecast, best: bool) -> str:
    found = one.metrics
    loss = number(found.log_loss, 4)
    form = " ¹" if one.form == "its age" else ""
    return (
        f"| {about} | {one.name}{form} | {number(found.auc)} | {number(found.average_precision)} | "
        f"{f'**{loss}**' if best else loss} | {number(found.calibration_error)} | "
        f"{number(found.lift_10, 2)} | {interval(one.behind)} |"
    )


def number(value: float | None, decimals: int = 3) -> str:
    """The number, or a dash where there is none."""
    return "–" if value is None else f"{value:.{decimals}f}"


def interval(found: Difference | None) -> str:
    """The difference and its 95 % interval."""
    if found is None:
        return ""
    value, low, high = (f"{round(one, 4) + 0.0:+.4f}" for one in found)  # adding 0 takes the sign off -0
    return f"{value} ({low} to {high})"


def summary(standings: Sequence[Standing]) -> list[str]:
    """How often Leadcast is first, where its calibration falls short, and the reference beside it."""
    places = Counter(one.place for one in standings)
    far = [
        f"{one.funnel}, {one.asked} ({one.own.metrics.calibration_error:.4f})"
        for one in standings
        if one.real
        and one.own.metrics.rows >= ASKED_OF_CALIBRATION
        and (one.own.metrics.calibration_error or 0) > MOST_ERROR
    ]
    return [
        f"Of {len(standings)} rows {OWN} is first in {places['first']}, within the interval of first in "
        f"{places['within the interval of first']}, beaten in {places['beaten']}.",
        f"Calibration error above {MOST_ERROR} on real rows of {ASKED_OF_CALIBRATION:,} moments or more: "
        f"{'; '.join(far) or 'none'}.",
        *_beside_reference(standings),
    ]


def _beside_reference(standings: Sequence[Standing]) -> list[str]:
    found = [(one, forecast) for one in standings for forecast in one.forecasts if forecast.name == REFERENCE]
    if not found:
        return []
    told = "; ".join(
        f"{one.asked}: {number(one.own.metrics.auc)} against {number(other.metrics.auc)}"
        for one, other in found
    )
    return [f"AUC of {OWN} beside {REFERENCE}: {told}."]
