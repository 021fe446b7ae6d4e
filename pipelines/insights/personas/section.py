"""The theme as a part of a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.attributes.wording import spoken as said
from features.dataset import TARGETS
from models.pages import templates
from models.pages.wording import Spoken, between, count, percent, signed, spoken
from pipelines.insights.personas.answer import answer
from pipelines.insights.personas.charts import charts

if TYPE_CHECKING:
    from collections.abc import Mapping

_HERE: Final = Path(__file__).parent
_WHAT: Final = {
    "first_kind": "First touch",
    "first_channel": "Channel of the first touch",
    "kinds": "Any within thirty days",
    "channels": "Channels of these",
}


class Cell(NamedTuple):
    """A number, and in small type how sure it is."""

    text: str
    small: str = ""


def section(found: dict[str, Any]) -> str:
    """The part of a page."""
    made = templates(_HERE)
    filters: dict[str, Any] = made.filters
    filters.update(rate=rate, worth=worth, where=where, about=about, log_odds=log_odds)
    return made.get_template("section.html.j2").render(
        found=found,
        targets=targets(found),
        charts=charts(found),
        answer=answer(found),
        what=_WHAT,
        why=found["reasons"]["target"] and spoken(found["reasons"]["target"]),
    )


def targets(found: dict[str, Any]) -> list[tuple[str, Spoken]]:
    """The agreed targets in the order of the funnel, with their words."""
    return [(target, spoken(target)) for target in TARGETS if target in found["everybody"]]


def rate(told: Mapping[str, Any]) -> Cell:
    """A rate, its interval, and of how many leads; too few are said to be."""
    if told["rate"] is None:
        return Cell("too few to say", f"{count(told['known'])} known")
    ends = between(percent(told["low"]), percent(told["high"]))
    return Cell(percent(told["rate"]), f"{ends}, {count(told['reached'])} of {count(told['known'])}")


def worth(told: Mapping[str, Any] | None, what: str) -> Cell:
    """An amount a lead or a win, in the currency of the stages."""
    if told is None:
        return Cell("–")
    if told[what] is None:
        return Cell("too few to say", f"{told['priced']} wins")
    ends = told[what]
    return Cell(count(ends["value"]), between(count(ends["low"]), count(ends["high"])))


def where(conditions: list[dict[str, Any]]) -> str:
    """The conditions in a sentence: those found have names for their groups, those agreed only words."""
    return "; ".join(_where(one) for one in conditions)


def _where(one: Mapping[str, Any]) -> str:
    says: Mapping[str, Any] = one.get("where") or {
        name: value for name, value in one.items() if name != "attribute"
    }
    ((kind, value),) = says.items()
    name = said(one["attribute"])
    if kind == "between":
        return f"{name} between {decimal(value[0])} and {decimal(value[1])}"
    if kind == "equals":
        return f"{name} is {'yes' if value is True else 'no' if value is False else value}"
    return f"{name} {'with' if kind == 'contains' else 'is'} {_either(value)}"


def decimal(value: float) -> str:
    """As it stands in the agreement."""
    return f"{value:,.10g}"


def _either(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def about(shares: list[dict[str, Any]]) -> str:
    """As in "visit 61 % (58 % of everybody), form 12 % (14 %)"."""
    told = [
        f"{said(one['word'])} {percent(one['share'])} ({percent(one['everybody'])}{' of all' * (not place)})"
        for place, one in enumerate(shares)
    ]
    return ", ".join(told) or "nothing"


def log_odds(one: Mapping[str, Any]) -> Cell:
    """A difference with its interval."""
    if one["differs"] is None:
        return Cell("–")
    ends = between(signed(one["low"], 2), signed(one["high"], 2))
    word = "differs" if one["differs"] else "may be chance"
    return Cell(signed(one["moves"] - one["others"], 2), f"{ends}; {word}")
