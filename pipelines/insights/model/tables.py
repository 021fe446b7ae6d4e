"""The theme as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.insights.funnel import funnel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd


def tables(found: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """By name:

    metrics      target, forecast (model or a baseline), metric, value, low, high
    gains        target, share of leads worked, captured share of conversions
    reliability  target, mean_predicted, observed, observed_low, observed_high, rows
    versions     version, as_of, decision, target, metric, value, low, high
    """
    import pandas as pd

    targets = dict(funnel(found["targets"]))
    return {
        "metrics": pd.DataFrame(
            [row for target, told in targets.items() for row in _metrics(target, told)],
            columns=["target", "forecast", "metric", "value", "low", "high"],
        ),
        "gains": pd.DataFrame(
            [
                (target, share, captured)
                for target, told in targets.items()
                for share, captured in zip(*_curve(told["model"].get("gains")), strict=True)
            ],
            columns=["target", "share", "captured"],
        ),
        "reliability": pd.DataFrame(
            [
                {"target": target, **bin_}
                for target, told in targets.items()
                for bin_ in told["model"].get("reliability") or ()
            ]
        ),
        "versions": pd.DataFrame(
            [row for one in found["versions"] for row in _versions(one)],
            columns=["version", "as_of", "decision", "target", "metric", "value", "low", "high"],
        ),
    }


def _curve(gains: Mapping[str, Any] | None) -> tuple[list[float], list[float]]:
    return (gains["share"], gains["captured"]) if gains else ([], [])


def _metrics(target: str, told: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for name, measured in (("model", told["model"]), *told["baselines"].items()):
        intervals = measured.get("intervals") or {}
        for metric, value in measured.items():
            if isinstance(value, int | float):
                low, high = intervals.get(metric) or (None, None)
                yield target, name, metric, value, low, high


def _versions(one: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for target, told in one["targets"].items():
        for metric, ends in told["intervals"].items():
            low, high = ends or (None, None)
            yield one["version"], one["as_of"], one["decision"], target, metric, told[metric], low, high
