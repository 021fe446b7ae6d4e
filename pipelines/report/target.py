"""One target's part of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from features.clock import words
from models.pages.wording import Spoken, spoken
from pipelines.report.charts import gains_chart, importance_chart, reliability_chart
from pipelines.report.comparison import Comparison, compare
from pipelines.report.judged import in_words, lost
from pipelines.report.made import Segment, made_of, segments_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.bundle import Bundle

SHOWN: Final = 20


@dataclass(frozen=True)
class Judged:
    """How a forecast did on unseen leads; charts are None where there is nothing to draw."""

    numbers: Mapping[str, Any]
    comparison: Comparison
    in_words: tuple[str, ...]
    gains: str | None
    reliability: str | None


@dataclass(frozen=True)
class Importance:
    """The features that weigh most: (name, share of all weight), and the share of those not shown."""

    features: tuple[tuple[str, float], ...]
    others: int
    rest: float
    chart: str


@dataclass(frozen=True)
class TargetPart:
    """A target as the page shows it.

    Attributes:
        key: unique on the page.
        horizon: in words.
        verdict: the sentence that comes first.
        lost: whether a baseline beat the model.
        learnt: the manifest's facts about its rows; None where it could not be learnt.
        made: how its models came about, in sentences.
        segments: by grouping, what was promised and what came.
    """

    key: str
    spoken: Spoken
    horizon: str
    verdict: str
    lost: bool
    learnt: Mapping[str, Any] | None
    judged: Judged | None
    importance: Importance | None
    made: tuple[str, ...]
    segments: tuple[tuple[str, tuple[Segment, ...]], ...]


def target_part(bundle: Bundle, target: str, key: str, horizon: int) -> TargetPart:
    """The part of one target, whether or not it could be learnt or judged."""
    found = (bundle.json("evaluation.json").get("targets") or {}).get(target)
    learnt = bundle.manifest["facts"]["targets"].get(target)
    return TargetPart(
        key=key,
        spoken=spoken(target),
        horizon=words(horizon),
        verdict=found["verdict"] if found else _untold(learnt is not None),
        lost=bool(found) and lost(found),
        learnt=learnt,
        judged=_judged(key, found, spoken(target)) if found else None,
        importance=_importance(key, bundle.json("importance.json")[target]) if learnt else None,
        made=made_of(bundle.manifest["facts"].get("models") or {}, target) if learnt else (),
        segments=segments_of((found or {}).get("segments") or {}),
    )


def _untold(learnt: bool) -> str:
    if learnt:
        return (
            "Nobody can say yet how good this forecast is: there are too few known outcomes to learn from "
            "some leads and test on later ones."
        )
    return "There is no forecast: too few outcomes are known to learn from."


def _judged(key: str, found: Mapping[str, Any], target: Spoken) -> Judged:
    model = found["model"]
    curve, bins = model.get("gains"), model.get("reliability")
    return Judged(
        numbers=found,
        comparison=compare(found),
        in_words=in_words(found, target),
        gains=gains_chart(f"{key}-gains", curve["share"], curve["captured"]) if curve else None,
        reliability=reliability_chart(f"{key}-reliability", bins) if bins else None,
    )


def _importance(key: str, saved: Mapping[str, Any]) -> Importance | None:
    total = sum(saved["mean_size"])
    if total <= 0:
        return None
    pairs = zip(saved["names"], saved["mean_size"], strict=True)
    ranked = sorted(
        ((name, size / total) for name, size in pairs if size > 0), key=lambda pair: (-pair[1], pair[0])
    )
    shown, rest = ranked[:SHOWN], ranked[SHOWN:]
    chart = importance_chart(f"{key}-importance", [name for name, _ in shown], [share for _, share in shown])
    return Importance(tuple(shown), len(rest), sum(share for _, share in rest), chart)
