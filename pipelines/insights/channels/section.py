"""The theme as a part of a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from features.clock import words as lasting
from models.pages import templates
from models.pages.wording import count, listed, spoken
from pipelines.insights.channels import words
from pipelines.insights.channels.charts import charts
from pipelines.insights.channels.ordered import ordered
from pipelines.insights.grouping import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

_HERE: Final = Path(__file__).parent
_ASPECTS: Final = {"asset": "Content", "kind": "Kinds of touch", "channel": "Channels of touch"}
_ORDER: Final = ("scrap", "tweak", "keep", "too early to say")
_DO: Final = {
    "scrap": "Scrap",
    "tweak": "Tweak",
    "keep": "Keep",
    "too early to say": "Too early to say for",
}
_NAMED: Final = 12


def section(found: dict[str, Any]) -> str:
    """The part of a page; it begins with the verdicts and goes on to what leads see."""
    found = ordered(found)
    made = templates(_HERE)
    filters: dict[str, Any] = made.filters
    filters.update(lasting=lasting, money=words.money, moneys=words.moneys, spoken=spoken, thing=words.thing)
    channels = found["channels"]
    return made.get_template("section.html.j2").render(
        found=found,
        channels=channels,
        content=found["content"],
        charts=charts(found),
        answer=_answer(channels["rows"]) if channels else None,
        standing=_standing(found["content"]),
        because=lambda row: [words.sentence(channels, row, *reason) for reason in row["reasons"]],
        percents=words.percents,
        cost=words.COST,
        seen_by=words.MANY,
        aspects=[
            (aspect, title, [row for row in found["content"]["things"] if row["aspect"] == aspect])
            for aspect, title in _ASPECTS.items()
        ],
        who=_who,
    )


def _answer(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """Each verdict, the gravest first, with the channels it is given to."""
    return [
        (_DO[word], _names([row["channel"] for row in rows if row["verdict"] == word]))
        for word in _ORDER
        if any(row["verdict"] == word for row in rows)
    ]


def _names(names: Sequence[str]) -> str:
    if len(names) <= _NAMED:
        return listed(tuple(names))
    return listed((*names[: _NAMED - 1], f"{count(len(names) - _NAMED + 1)} more"))


def _standing(content: dict[str, Any]) -> list[tuple[str, str, str]]:
    """By target, what leads convert more often after, and what less, among all comparisons that stand."""
    said: list[tuple[str, str, str]] = []
    for target in content["targets"]:
        told = [row for row in content["things"] if row["targets"][target]["stands"]]
        told = [row for row in told if row["aspect"] != "channel"] or told  # they mostly repeat kinds
        told.sort(key=lambda row: -abs(row["targets"][target]["difference"]))
        more, less = (
            _names(
                list(
                    dict.fromkeys(
                        words.thing(row) for row in told if (row["targets"][target]["difference"] > 0) == up
                    )
                )
            )
            for up in (True, False)
        )
        said.append((target, "" if more == "none" else more, "" if less == "none" else less))
    return said


def _who(row: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The groups that are surely commoner among those that saw a thing, and those surely rarer."""
    told = [one for one in row["who"] if one["apart"] and one["group"] != UNKNOWN]
    more = sorted((one for one in told if one["share"] > one["of_all"]), key=lambda one: -_times(one))
    less = sorted((one for one in told if one["share"] < one["of_all"]), key=_times)
    return more[:2], less[:2]


def _times(one: dict[str, Any]) -> float:
    return one["share"] / one["of_all"] if one["of_all"] else 0.0
