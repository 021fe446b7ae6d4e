"""The theme as a part of a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

from features.clock import words
from models.drivers.quarrels import ordinal
from models.pages import templates
from models.pages.wording import Spoken, between, decimals, listed, percent, spoken
from pipelines.insights.drivers.charts import charts, moving, outstanding
from pipelines.insights.drivers.saying import answer, extremes_said, pointing, unsure
from pipelines.insights.funnel import funnel

_HERE: Final = Path(__file__).parent
_FIRST: Final = 12
"""Drivers in the open table; the others follow in a folded one."""
_DIFFERENCES: Final = 8


class Part(NamedTuple):
    """One target's part."""

    key: str
    target: str
    spoken: Spoken
    horizon: str
    answer: str
    told: dict[str, Any]
    warnings: tuple[str, ...]
    differences: tuple[dict[str, Any], ...]
    standing: str
    moving: tuple[str, ...]


def section(found: dict[str, Any]) -> str:
    """The part of a page."""
    made = templates(_HERE)
    filters: dict[str, Any] = made.filters
    filters.update(span=_span, span_percent=_span_percent, ordinal=ordinal, pointing=pointing)
    parts = [_part(target, told) for target, told in funnel(found["targets"])]
    return made.get_template("section.html.j2").render(
        found=found, parts=parts, charts=charts(found), first=_FIRST
    )


def _part(target: str, told: dict[str, Any]) -> Part:
    values = told["values"]
    differences = told["segments"]["differences"] if told["why_not"] is None else []
    return Part(
        key=f"drivers-{target}",
        target=target,
        spoken=spoken(target),
        horizon=words(told["horizon_us"]),
        answer=answer(told, spoken(target)),
        told=told,
        warnings=tuple(_warnings(told)),
        differences=tuple(differences[:_DIFFERENCES]),
        standing=extremes_said(values, outstanding(values), spoken(target)),
        moving=tuple(name for name, _ in moving(values)),
    )


def _warnings(told: dict[str, Any]) -> list[str]:
    warnings = told.get("warnings", ())
    said = [one["words"] for one in warnings if one["kind"] != "unsure"]
    doubtful = [one["driver"] for one in warnings if one["kind"] == "unsure"]
    return [*said, unsure(listed(tuple(doubtful)), len(doubtful))] if doubtful else said


def _span(told: dict[str, Any] | None, places: int = 3) -> str:
    """The ends of an interval."""
    if told is None or told["low"] is None or told["high"] is None:
        return ""
    return between(decimals(told["low"], places), decimals(told["high"], places))


def _span_percent(told: dict[str, Any]) -> str:
    return between(percent(told["low"]), percent(told["high"]))
