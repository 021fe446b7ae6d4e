"""The theme as a part of a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.clock import words
from features.dataset import TARGETS
from models.pages import templates
from models.pages.wording import Spoken, decimals, percent, spoken
from pipelines.gate.decision import Decision
from pipelines.insights.model.versions_chart import versions_chart
from pipelines.report.charts import gains_chart, reliability_chart
from pipelines.report.comparison import Comparison, compare, span
from pipelines.report.gate import gate_part
from pipelines.report.judged import in_words, lost

if TYPE_CHECKING:
    from collections.abc import Mapping

_HERE: Final = Path(__file__).parent
_DECIDED: Final = {
    "promote": "promote",
    "keep": "keep the champion",
    "needs_human": "ask a person",
    None: "not asked",
}


class Target(NamedTuple):
    """One target's numbers on leads that the twin had not seen."""

    key: str
    spoken: Spoken
    horizon: str
    verdict: str
    lost: bool
    in_words: tuple[str, ...]
    comparison: Comparison
    tested: Mapping[str, Any]


def section(found: dict[str, Any]) -> str:
    """The part of a page."""
    decision = found["decision"]
    return (
        templates(_HERE)
        .get_template("section.html.j2")
        .render(
            found=found,
            parts=[_target(found, target, found["targets"][target]) for target in _judged(found)],
            charts=charts(found),
            gate=gate_part(Decision.from_json(decision)) if decision else None,
            heads=[spoken(target).short for target in _agreed(found)],
            versions=[_version(found, one) for one in reversed(found["versions"])],
        )
    )


def charts(found: dict[str, Any]) -> dict[str, str]:
    """gains-TARGET and reliability-TARGET where a target was judged, and versions where there are some."""
    made: dict[str, str] = {}
    for target in _judged(found):
        told = found["targets"][target]
        curve, bins = told["model"].get("gains"), told["model"].get("reliability")
        if curve:
            made[f"gains-{target}"] = gains_chart(f"model-gains-{target}", curve["share"], curve["captured"])
        if bins:
            made[f"reliability-{target}"] = reliability_chart(f"model-reliability-{target}", bins)
    if sum(bool(one["targets"]) for one in found["versions"]) > 1:
        made["versions"] = versions_chart("model-versions", found["versions"], _judged(found))
    return made


def _agreed(found: dict[str, Any]) -> list[str]:
    """The agreed targets in the order of the funnel."""
    return [target for target in TARGETS if target in found["horizons_us"]]


def _judged(found: dict[str, Any]) -> list[str]:
    return [target for target in _agreed(found) if target in found["targets"]]


def _target(found: dict[str, Any], target: str, told: dict[str, Any]) -> Target:
    return Target(
        f"model-{target}",
        spoken(target),
        words(found["horizons_us"][target]),
        told["verdict"],
        lost(told),
        in_words(told, spoken(target)),
        compare(told),
        told["tested"],
    )


class Version(NamedTuple):
    """A row of the table of versions."""

    version: str
    as_of: str
    decision: str
    served: tuple[str, ...]
    measures: tuple[tuple[str, str, str], ...]


def _version(found: dict[str, Any], one: dict[str, Any]) -> Version:
    return Version(
        one["version"],
        one["as_of"],
        _DECIDED[one["decision"]],
        tuple(f"{made['at'][:10]} {made['kind']}" for made in one["served"]),
        tuple(_measures(one["targets"].get(target)) for target in _agreed(found)),
    )


def _measures(told: Mapping[str, Any] | None) -> tuple[str, str, str]:
    if told is None:
        return "–", "", "–"
    ends = told["intervals"].get("auc")
    return decimals(told["auc"]), span(ends, decimals), percent(told["capture_10"])
