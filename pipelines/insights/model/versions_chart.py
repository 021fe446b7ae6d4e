"""How well each version ranked leads it had not seen, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from models.charts.axes import dated
from models.charts.svg import BLUE, ORANGE, inline, looks
from models.pages.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COLOURS: Final = {"sql": (BLUE, "o"), "close": (ORANGE, "s")}
_LABELS: Final = 12


def versions_chart(key: str, versions: Sequence[Mapping[str, Any]], targets: Sequence[str]) -> str:
    """AUC by version with its 95 % interval; a gap where a target was not judged."""
    with looks():
        figure = Figure(figsize=(6.2, 2.8))
        axes = figure.subplots()
        for number, target in enumerate(targets):
            told = [(at, one["targets"].get(target)) for at, one in enumerate(versions)]
            known = [(at, found) for at, found in told if found and found["auc"] is not None]
            ends = [found["intervals"].get("auc") or (found["auc"],) * 2 for _, found in known]
            colour, marker = _COLOURS[target]
            axes.errorbar(
                [at + 0.12 * number for at, _ in known],
                [found["auc"] for _, found in known],
                [
                    [max(0.0, found["auc"] - low) for (_, found), (low, _) in zip(known, ends, strict=True)],
                    [
                        max(0.0, high - found["auc"])
                        for (_, found), (_, high) in zip(known, ends, strict=True)
                    ],
                ],
                fmt=marker,
                color=colour,
                markersize=4,
                linewidth=1,
                capsize=2,
                label=spoken(target).short,
            )
        axes.axhline(0.5, color="#767676", linewidth=0.8, linestyle=(0, (4, 3)))
        axes.set_ylabel("AUC, with 95 % interval")
        dated(axes, [one["as_of"][:10] for one in versions], _LABELS)
        axes.legend(loc="lower left", fontsize=8)
        return inline(figure, key, f"AUC of {len(versions)} versions; the table holds the numbers.")
