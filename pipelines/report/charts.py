"""The report's charts: gains, reliability and what the forecast looks at."""

from __future__ import annotations

import warnings
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from models.charts.svg import BLUE, GREY, inline, looks, plain
from models.pages.wording import percent, round_percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

_WIDTH: Final = 4.3
"""Inches; all charts are shown equally wide, so that their letters are equally large."""
_DASHED: Final = (0, (4, 3))
_MARKED: Final = (0.1, 0.2, 0.5)


def gains_chart(key: str, share: Sequence[float], captured: Sequence[float]) -> str:
    """Share of conversions found (``captured``) by working the top ``share`` of the list; both 0 to 1."""
    with looks():
        figure = Figure(figsize=(_WIDTH, 3.9))
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle=_DASHED, label="in random order")
        axes.plot(share, captured, color=BLUE, linewidth=2, label="by the model's list")
        found = {at: _between(share, captured, at) for at in _MARKED}
        axes.plot(list(found), list(found.values()), "o", color=BLUE, markersize=4)
        for at, value in list(found.items())[1:]:  # the first stands too close to the axis
            axes.annotate(
                f"{100 * value:.0f} %",
                (at, value),
                (-5, 4),
                textcoords="offset points",
                ha="right",
                fontsize=8,
            )
        axes.set_xlabel("leads worked, best first")
        axes.set_ylabel("conversions found")
        _in_percent(axes, 1.0)
        axes.legend(loc="lower right", fontsize=8)
        told = ", ".join(f"the top {round_percent(at)} hold {percent(value)}" for at, value in found.items())
        return inline(figure, key, f"Gains curve. Of all conversions, {told}.")


def reliability_chart(key: str, bins: Sequence[Mapping[str, Any]]) -> str:
    """What was promised against what came, bin by bin, with the interval of each observed rate.

    Args:
        key: unique on the page.
        bins: as ``ReliabilityBin._asdict()`` gives them, at least one.
    """
    promised = [float(row["mean_predicted"]) for row in bins]
    came = [float(row["observed"]) for row in bins]
    below = [max(0.0, float(row["observed"]) - float(row["observed_low"])) for row in bins]
    above = [max(0.0, float(row["observed_high"]) - float(row["observed"])) for row in bins]
    end = min(1.0, 1.05 * max(*promised, *(float(row["observed_high"]) for row in bins), 0.01))
    with looks():
        figure = Figure(figsize=(_WIDTH, 3.9))
        axes = figure.subplots()
        axes.plot(
            [0, end], [0, end], color=GREY, linewidth=1, linestyle=_DASHED, label="promise kept exactly"
        )
        axes.errorbar(
            promised,
            came,
            [below, above],
            fmt="o",
            color=BLUE,
            markersize=4,
            linewidth=1,
            capsize=2,
            label="observed, with 95 % interval",
        )
        axes.set_xlabel("promised (mean forecast)")
        axes.set_ylabel("came (observed rate)")
        _in_percent(axes, end)
        axes.legend(loc="upper left", fontsize=8)
        label = f"Reliability chart of {len(bins)} groups of moments; the table below holds its numbers."
        return inline(figure, key, label)


def importance_chart(key: str, names: Sequence[str], shares: Sequence[float]) -> str:
    """Horizontal bars, the longest on top; ``names`` and ``shares`` (0 to 1) from the largest down."""
    with looks(), warnings.catch_warnings():
        # matplotlib measures texts with its own font; the page draws them with the reader's
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(_WIDTH, 0.5 + 0.19 * len(names)))
        axes = figure.subplots()
        places = range(len(names))
        axes.barh(places, shares, color=BLUE, height=0.68)
        axes.set_yticks(places, [plain(name) for name in names], parse_math=False)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %", decimals=0))
        axes.set_xlabel("share of the total weight")
        top = ", ".join(
            f"{plain(name)} {percent(share)}" for name, share in zip(names[:3], shares[:3], strict=True)
        )
        label = f"Bar chart of the {len(names)} features with the largest share of weight: {top}, and so on."
        return inline(figure, key, label)


def _between(share: Sequence[float], captured: Sequence[float], at: float) -> float:
    """The curve's height at ``at``, on the straight line between its two neighbours."""
    pairs = list(zip(share, captured, strict=True))
    for (left, low), (right, high) in pairwise(pairs):
        if left <= at <= right and right > left:
            return low + (high - low) * (at - left) / (right - left)
    return pairs[-1][1]


def _in_percent(axes: Axes, end: float) -> None:
    """Both axes from nothing to ``end``, equally long, in per cent."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.set_xlim(0, end)
    axes.set_ylim(0, end * 1.02)
    axes.grid(color=GREY, alpha=0.2, linewidth=0.5)
