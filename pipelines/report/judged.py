"""How good one target's forecast was on leads it had never seen, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from models.pages.wording import count, decimals, percent
from pipelines.report.comparison import span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.pages.wording import Spoken

FEW: Final = 100
"""With fewer moments before a conversion on the test side, every number of it is rough."""


def lost(evaluation: Mapping[str, Any]) -> bool:
    """Whether a baseline has the smaller log loss."""
    own = evaluation["model"].get("log_loss")
    losses = [found.get("log_loss") for found in (evaluation.get("baselines") or {}).values()]
    return own is not None and any(loss is not None and loss < own for loss in losses)


def in_words(evaluation: Mapping[str, Any], target: Spoken) -> tuple[str, ...]:
    """What the numbers mean for those who work the list."""
    model = evaluation["model"]
    sentences = (*_caution(model, target), *_top(model), *_bottom(model), *_promise(model))
    return tuple(sentence.replace(" %", "\N{NO-BREAK SPACE}%") for sentence in sentences)


def _caution(model: Mapping[str, Any], target: Spoken) -> Iterator[str]:
    if model["positives"] < FEW:
        yield (
            f"At only {count(model['positives'])} of the moments tested, the lead {target.does} in time: "
            "every number below is rough, so look at its interval."
        )


def _top(model: Mapping[str, Any]) -> Iterator[str]:
    captured, lift = model.get("capture_10"), model.get("lift_10")
    if captured is None or lift is None:
        return
    interval = span((model.get("intervals") or {}).get("capture_10"), percent)
    within = f" (95 % interval {interval})" if interval else ""
    yield (
        f"Working the top 10 % of the list finds {percent(captured)} of all conversions{within}, "
        f"{decimals(lift, 1)} times as many as working leads in random order."
    )


def _bottom(model: Mapping[str, Any]) -> Iterator[str]:
    gains = model.get("gains")
    if not gains:
        return
    half = min(range(len(gains["share"])), key=lambda place: abs(gains["share"][place] - 0.5))
    yield f"The lower half of the list holds {percent(1 - gains['captured'][half])} of all conversions."


def _promise(model: Mapping[str, Any]) -> Iterator[str]:
    promised, came = model.get("mean_predicted"), model.get("base_rate")
    if promised is None or came is None:
        return
    yield f"It promised {percent(promised)} on average, and {percent(came)} came{_off(model)}."
    bins = model.get("reliability") or ()
    kept = sum(row["observed_low"] <= row["mean_predicted"] <= row["observed_high"] for row in bins)
    if bins:
        yield (
            f"In {kept} of {len(bins)} groups of moments, from low to high forecasts, "
            "the promise lies within the 95 % interval of what came."
        )


def _off(model: Mapping[str, Any]) -> str:
    """Whether chance explains the gap between promise and outcome, where that is known."""
    interval = (model.get("intervals") or {}).get("calibration_ratio")
    if not interval:
        return ""
    if interval[0] > 1:
        return ": it promises too much, and chance does not explain it"
    if interval[1] < 1:
        return ": it promises too little, and chance does not explain it"
    return "; chance can explain the difference"
