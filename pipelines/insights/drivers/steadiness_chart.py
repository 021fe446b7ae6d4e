"""How the first themes stood in each training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from models.charts.axes import dated
from models.charts.svg import BLUE, GREY, ORANGE, inline, looks, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST: Final = 6
_MARKERS: Final = "osD^vP"
_LABELS: Final = 12


def steadiness_chart(key: str, trainings: Sequence[dict[str, str]], bands: Sequence[dict[str, Any]]) -> str:
    """Ranks by training, the first on top; a gap where a training did not know the theme."""
    with looks():
        figure = Figure(figsize=(4.8, 3.4))
        axes = figure.subplots()
        shown = bands[:FIRST]
        for number, band in enumerate(shown):
            known = [(at, rank) for at, rank in enumerate(band["ranks"]) if rank is not None]
            axes.plot(
                [at for at, _ in known],
                [rank for _, rank in known],
                marker=_MARKERS[number],
                color=(BLUE, ORANGE, GREY)[number % 3],
                linestyle="-" if number < 3 else (0, (4, 3)),
                markersize=4.5,
                linewidth=1.2,
                label=plain(band["theme"], 24),
            )
        lowest = max(rank for band in shown for rank in band["ranks"] if rank is not None)
        dated(axes, [one["as_of"][:10] for one in trainings], _LABELS)
        axes.set_ylim(lowest + 0.5, 0.5)
        axes.set_ylabel("rank")
        axes.locator_params(axis="y", integer=True)
        figure.legend(loc="outside lower center", ncols=2, fontsize=7)
        return inline(figure, key, f"Ranks of {len(shown)} themes over {len(trainings)} trainings.")
