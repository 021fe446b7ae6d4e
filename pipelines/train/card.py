"""The model card: what a bundle forecasts, what it learnt from, how good it is, and what it is not for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MEANING = {"sql": "becomes an SQL, an opportunity or a customer", "close": "is won"}
_METRICS = {
    "auc": "AUC",
    "average_precision": "average precision",
    "log_loss": "log loss",
    "brier": "Brier score",
    "calibration_error": "calibration error",
    "calibration_ratio": "predicted / observed",
    "lift_10": "lift in the top 10 %",
    "capture_10": "capture in the top 10 %",
}


def card(facts: Mapping[str, Any], evaluation: Mapping[str, Any], trusted: Mapping[str, str]) -> str:
    """The card in Markdown.

    Args:
        facts: as in the bundle's manifest.
        evaluation: as in the bundle's evaluation.json.
        trusted: attributes the agreement vouches for against the leakage gate, with its reasons.
    """
    lines = [f"# {facts['name']}, as of {facts['as_of'][:10]}", ""]
    for target, learnt in facts["targets"].items():
        lines += _target(target, learnt, evaluation["targets"].get(target))
    lines += ["## What it is not", ""]
    lines += [
        "- A probability holds within its horizon and for leads like those it was learnt from.",
        "- Reasons say what the model saw, not what would happen if somebody changed it.",
        "- Fit is a definition by the ICP rules; it is never learnt and never mixed into a probability.",
        "- The ledger, not this card, tells how the model does after it went into service.",
    ]
    if trusted:
        lines += ["", "## Trusted against the leakage gate", ""]
        lines += [f"- {name}: {reason}" for name, reason in trusted.items()]
    doubtful = [found for found in evaluation["leakage"] if found["verdict"] != "ok"]
    if doubtful:
        lines += ["", "## Columns to look at", ""]
        lines += [f"- {found['name']} ({found['verdict']}): {found['reason']}" for found in doubtful]
    return "\n".join(lines) + "\n"


def _target(target: str, learnt: Mapping[str, Any], judged: Mapping[str, Any] | None) -> Iterator[str]:
    horizon = clock.words(learnt["horizon_us"])
    yield f"## p_{target}: the lead {_MEANING[target]} within {horizon} of the moment"
    yield ""
    yield (
        f"Learnt from {learnt['rows']} moments of {learnt['leads']} leads, {learnt['converted']} of which "
        f"converted, {learnt['from'][:10]} to {learnt['to'][:10]}; {learnt['trees']} trees."
    )
    if not learnt["gap_kept"]:
        yield "The data are too short for folds a horizon apart; blocks of time chose the size instead."
    yield ""
    if judged is None:
        yield "Too few outcomes to judge it on leads it has not seen: treat the numbers as a ranking at best."
        yield ""
        return
    yield f"{judged['verdict']}"
    yield ""
    yield "| forecast | " + " | ".join(_METRICS.values()) + " |"
    yield "| --- |" + " ---: |" * len(_METRICS)
    for name, found in (("Leadcast", judged["model"]), *judged["baselines"].items()):
        yield (
            f"| {name.replace('_', ' ')} | "
            + " | ".join(_number(found[metric]) for metric in _METRICS)
            + " |"
        )
    yield ""


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
