"""The chart of delays: the share of leads that has reached a target by each age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from features.clock import DAY, HOUR, words
from models.charts.svg import BLUE, GREY, ORANGE, inline, looks
from models.pages.wording import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN: Final = 1.6
"""How far the time axis reaches, in horizons or in the delays of nine tenths, whichever is longer."""


def delay_chart(key: str, delay: Mapping[str, Any], become: str) -> str:
    """The curve, the agreed horizon, and the delays by which half, 80 % and 90 % have done it.

    Args:
        key: unique on the page.
        delay: as ``Delay.to_json`` gives it, with at least one step.
        become: what leads do, as in "are won".
    """
    at = [float(step) for step, _ in delay["curve"]]
    share = [float(height) for _, height in delay["curve"]]
    horizon, quantiles = float(delay["horizon_us"]), delay["quantiles_us"]
    end = _SHOWN * max(horizon, float(quantiles["90"]))
    unit, name = (DAY, "days") if end >= 3 * DAY else (HOUR, "hours")
    with looks():
        figure = Figure(figsize=(4.3, 2.9))
        axes = figure.subplots()
        steps = [0.0, *at, max(end, at[-1])]
        axes.step([x / unit for x in steps], [0.0, *share, share[-1]], where="post", color=BLUE, linewidth=2)
        axes.axvline(horizon / unit, color=ORANGE, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.annotate(
            "agreed horizon",
            (horizon / unit, 0.02),
            (4, 0),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            color=ORANGE,
            fontsize=8,
        )
        for quantile, told in quantiles.items():
            height = delay["eventual"] * float(quantile) / 100
            axes.plot([told / unit], [height], "o", color=BLUE, markersize=4)
            axes.annotate(
                f"{quantile} %", (told / unit, height), (5, -9), textcoords="offset points", fontsize=8
            )
        axes.set_xlim(0, end / unit)
        axes.set_ylim(0, 1.08 * share[-1])
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        axes.set_xlabel(f"{name} since the lead came in")
        axes.set_ylabel(f"leads that {become}")
        axes.grid(color=GREY, alpha=0.2, linewidth=0.5)
        told = ", ".join(f"{quantile} % by {words(told)}" for quantile, told in quantiles.items())
        label = (
            f"Share of leads that {become}, by age: in the end {percent(delay['eventual'])}; of these "
            f"{told}. The agreed horizon is {words(horizon)}."
        )
        return inline(figure, key, label)
