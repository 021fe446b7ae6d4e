"""The model card: what a bundle forecasts, what it learnt from, how good it is, and what it is not for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features import clock
from pipelines.report.delays import said
from pipelines.report.made import made_of

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
    if facts["meanings"]:
        lines += [f"- **{name}**: {meaning}" for name, meaning in facts["meanings"].items()] + [""]
    for target, learnt in facts["targets"].items():
        lines += _target(target, learnt, evaluation["targets"].get(target), facts["models"])
    if not facts["targets"]:
        lines += ["Nothing is forecast: no outcome was known. Only the fit is told.", ""]
    lines += _coherence(evaluation["coherence"])
    lines += _maturity(evaluation["maturity"])
    lines += _tuning(evaluation["tuning"])
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


def _target(
    target: str, learnt: Mapping[str, Any], judged: Mapping[str, Any] | None, models: Mapping[str, Any]
) -> Iterator[str]:
    horizon = clock.words(learnt["horizon_us"])
    yield f"## p_{target}: the lead {_MEANING[target]} within {horizon} of the moment"
    yield ""
    yield (
        f"Learnt from {learnt['rows']} moments of {learnt['leads']} leads, {learnt['converted']} of which "
        f"converted, {learnt['from'][:10]} to {learnt['to'][:10]}."
    )
    yield ""
    for sentence in made_of(models, target):
        yield f"- {sentence}"
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
    yield from _calibration(judged)


def _calibration(judged: Mapping[str, Any]) -> Iterator[str]:
    """The reliability table, and the groups where chance does not explain the gap."""
    yield "| promised | came | 95 % interval | moments |"
    yield "| ---: | ---: | --- | ---: |"
    for row in judged["model"]["reliability"]:
        low, high = _number(row["observed_low"]), _number(row["observed_high"])
        yield (
            f"| {_number(row['mean_predicted'])} | {_number(row['observed'])} | {low} to {high} | "
            f"{row['rows']} |"
        )
    yield ""
    off = [
        f"{name} {one['group']} (promised {_number(one['predicted'])}, came {_number(one['observed'])})"
        for name, groups in judged["segments"].items()
        for one in groups
        if one["beyond_chance"]
    ]
    told = f"off, beyond chance, for {'; '.join(off)}" if off else "within chance in every group"
    yield f"Checked by {', '.join(judged['segments'])}: {told}."
    yield ""


def _coherence(found: Mapping[str, Any] | None) -> Iterator[str]:
    if not found:
        return
    yield "## Does the funnel add up?"
    yield ""
    yield (
        f"{found['form']}. On {found['moments']} unseen moments before SQL, p_close was above the chance of "
        f"an SQL by then at {found['exceeds']:.1%}."
    )
    for name in ("sql_by_close", "close_given_sql"):
        if name in found and found[name]["moments"]:
            said, came = _number(found[name]["predicted"]), _number(found[name]["observed"])
            yield f"- {name}: promised {said}, came {came}, on {found[name]['moments']} moments"
    yield ""


def _maturity(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## What was too young for an outcome"
    yield ""
    for event, young in found["young"].items():
        yield (
            f"- {event}: {young['known']} moments were decided before their horizon had passed, "
            f"{young['waiting']} were still open; both taught (see the method)"
        )
    for target, delay in found["delays"].items():
        yield f"- {target}: {' '.join(said(target, delay))}"
    yield ""


def _tuning(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## Tuning"
    yield ""
    for target, told in found.items():
        yield f"- {target}: {told['sentence']}"
    yield ""


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
