"""Evaluation: the model beside its baselines on leads none of them has seen, with intervals over leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from models.baselines import BASELINES
from models.bootstrap import intervals, paired_difference
from models.metrics import gains_curve, measure, reliability_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.rows import Floats, Rows


def evaluate(
    judge: Rows,
    said: Floats,
    train: Rows,
    tick: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Metrics of the model and of every baseline on the same rows, as plain JSON values.

    Args:
        judge: labelled rows of leads that are not in ``train``.
        said: the model's probabilities for them.
        train: what the baselines learn from: the very rows whose labels the model learnt from.
        tick: told the name of each forecast as it is measured.

    Returns:
        ``model`` and ``baselines.NAME``: metrics, each with its interval under ``intervals``; a baseline
        also has ``log_loss_minus_model`` (positive: the model is better), with its interval.
    """
    result = beside_baselines(judge, said, train, lambda p: _measured(judge, p), tick)
    result["model"]["reliability"] = [row._asdict() for row in reliability_table(judge.y, said, judge.weight)]
    curve = gains_curve(judge.y, said, judge.weight)
    result["model"]["gains"] = (
        {"share": list(curve.share), "captured": list(curve.captured)} if curve else None
    )
    return result


def beside_baselines(
    judge: Rows,
    said: Floats,
    train: Rows,
    measured: Callable[[Floats], dict[str, Any]],
    tick: Callable[[str], None],
) -> dict[str, Any]:
    """What ``measured`` says of the probabilities of model and baselines; otherwise as ``evaluate``."""
    tick("model")
    result: dict[str, Any] = {"model": measured(said), "baselines": {}}
    for name, fit in BASELINES.items():
        tick(name)
        p = fit(train).predict(judge.x)
        difference = paired_difference(judge.y, p, said, judge.weight, judge.lead)
        result["baselines"][name] = {
            **measured(p),
            "log_loss_minus_model": difference._asdict() if difference else None,
        }
    return result


def _measured(judge: Rows, p: Floats) -> dict[str, Any]:
    found = intervals(judge.y, p, judge.weight, judge.lead)
    return {
        **measure(judge.y, p, judge.weight, judge.lead).to_json(),
        "intervals": {name: list(interval) if interval else None for name, interval in found.items()},
    }


def better_kind(evaluation: Mapping[str, Any]) -> Literal["linear", "points"] | None:
    """The kind of the best baseline whose log loss is smaller than the model's beyond chance, if any.

    Naive Bayes and the base rate are no kinds of a model: the line and its penalty cover what they know.
    """
    kinds: dict[str, Literal["linear", "points"]] = {"logistic": "linear", "points": "points"}
    better = {
        name: found["log_loss"]
        for name, found in evaluation["baselines"].items()
        if name in kinds and (gap := found["log_loss_minus_model"]) and gap["high"] < 0
    }
    return kinds[min(better, key=lambda name: better[name])] if better else None


def verdict(evaluation: Mapping[str, Any], kind: str = "blend") -> str:
    """One sentence: which forecast has the least log loss, and whether chance may explain it.

    ``kind`` is that of the model judged: where the trees were left out, the sentence says so.
    """
    losses = {name: found["log_loss"] for name, found in evaluation["baselines"].items()}
    own = evaluation["model"]["log_loss"]
    known = {name: loss for name, loss in losses.items() if loss is not None}
    if own is None or not known:
        return "The test rows hold one outcome only: nothing can be compared."
    best = min(known, key=lambda name: known[name])
    gap = evaluation["baselines"][best]["log_loss_minus_model"]
    name = best.replace("_", " ")
    without = "" if kind in ("blend", "booster") else " (as tested, without trees)"
    if known[best] < own:
        sure = "and chance does not explain it" if gap and gap["high"] < 0 else "though chance may explain it"
        return (
            f"Leadcast{without} did not win: {name} has the smaller log loss "
            f"({known[best]:.4f} against {own:.4f}), {sure}."
        )
    sure = "and chance does not explain it" if gap and gap["low"] > 0 else "though chance may explain it"
    return (
        f"Leadcast{without} has the smallest log loss ({own:.4f}; the best baseline, {name}, has "
        f"{known[best]:.4f}), {sure}."
    )
