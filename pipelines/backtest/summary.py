"""All periods in a few numbers and sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pipelines.backtest.measured import best_baseline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def summarised(periods: Sequence[Mapping[str, Any]], targets: Sequence[str]) -> dict[str, Any]:
    """Per target: how often the model was best, how well it promised, and both in sentences."""
    return {target: _target([period["targets"][target] for period in periods]) for target in targets}


def _target(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    judged = [period for period in found if period["status"] == "judged"]
    gaps = [period["baselines"][best_baseline(period)]["log_loss_minus_model"] for period in judged]
    numbers: dict[str, Any] = {
        "periods": len(found),
        "judged": len(judged),
        "statuses": dict(Counter(period["status"] for period in found)),
        "best": sum(1 for gap in gaps if gap and gap["value"] > 0),
        "surely_best": sum(1 for gap in gaps if gap and gap["low"] > 0),
        "surely_beaten": sum(1 for gap in gaps if gap and gap["high"] < 0),
        "calibration_ratio": _ratio(judged),
        "immature": sum(period["immature"] for period in found),
    }
    return {**numbers, "sentences": _sentences(numbers, judged)}


def _ratio(judged: Sequence[Mapping[str, Any]]) -> float | None:
    """Promised over came, all periods together."""
    promised, came = (
        sum(period["model"][name] * period["judged"]["rows"] for period in judged)
        for name in ("mean_predicted", "base_rate")
    )
    return promised / came if came else None


def _sentences(numbers: Mapping[str, Any], judged: Sequence[Mapping[str, Any]]) -> list[str]:
    if not judged:
        return ["No period could be judged."]
    ratios = [period["model"]["calibration_ratio"] for period in judged]
    told = [
        f"The forecast had the least log loss in {numbers['best']} of {len(judged)} periods "
        f"(beyond chance in {numbers['surely_best']}); the best baseline was better beyond chance in "
        f"{numbers['surely_beaten']}.",
        f"It promised {numbers['calibration_ratio']:.2f} times the conversions that came "
        f"({min(ratios):.2f} to {max(ratios):.2f} by period).",
    ]
    captures = [period["model"]["capture"] for period in judged if period["model"]["capture"]]
    if captures:
        mean, chance = (sum(one[name] for one in captures) / len(captures) for name in ("value", "random"))
        told.append(
            f"The part of each week's list that sales can work held {mean:.0%} of the conversions on it "
            f"(in random order {chance:.0%})."
        )
    if numbers["immature"]:
        told.append(
            f"Left out because their horizon is not over, so that their outcome is unknown and not a no: "
            f"{numbers['immature']} of the moments."
        )
    return told
