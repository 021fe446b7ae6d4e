"""How the page says verdicts, reasons, money and things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from models.pages.wording import UNKNOWN, between, count, percent, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RATE: Final = {"sql": "becoming an SQL", "close": "being won"}
"""The rate of ..."""
COST: Final = {"sql": "per SQL", "close": "per win"}
MANY: Final = {"sql": "SQLs", "close": "Wins"}


def rate_of(target: str) -> str:
    """As in "the overall rate of being won"."""
    return RATE.get(target, spoken(target).doing)


def money(amount: float | None, currency: str = "") -> str:
    """An amount as short as it may be."""
    if amount is None:
        return UNKNOWN
    text = f"{amount:,.2f}" if 0 < abs(amount) < 10 else f"{amount:,.0f}"
    return f"{text}\N{NO-BREAK SPACE}{currency}" if currency else text


def moneys(ends: Sequence[float] | None, currency: str = "") -> str:
    """The interval of an estimate (value, low, high)."""
    return "" if ends is None else f"{money(ends[1])} to {money(ends[2], currency)}"


def percents(low: float, high: float) -> str:
    """An interval of shares."""
    return between(percent(low), percent(high))


def sentence(found: Mapping[str, Any], row: Mapping[str, Any], reason: str, target: str | None) -> str:
    """A reason of the verdict on a channel, as a sentence with its numbers."""
    if target is None:
        return _of_money(found, row, reason)
    told, all_ = row["targets"][target], found["targets"][target]
    rate = told["rate"]
    numbers = f"{percents(rate[1], rate[2])} against {percent(all_['overall'])}" if rate else ""
    what = rate_of(target)
    match reason:
        case "few":
            least = found["rule"]["least_outcomes"]
            return (
                f"{count(told['outcomes'])} of {count(told['leads'])} leads old enough for {what}: "
                f"judged once {least} did, or would have at the overall rate"
            )
        case "half":
            share = f"{found['rule']['scrap_below']:.0%}".replace("%", "\N{NO-BREAK SPACE}%")
            return f"surely less than {share} of the overall rate of {what}: {numbers}"
        case "worse":
            return f"surely below the overall rate of {what}: {numbers}"
        case "falling":
            return f"falls against the other channels in {what}, quarter by quarter, beyond chance"
        case "better":
            return f"surely above the overall rate of {what}"
        case _:
            return f"not surely below the overall rate of {what}"


def _of_money(found: Mapping[str, Any], row: Mapping[str, Any], reason: str) -> str:
    currency = found["currency"]
    cost = row["targets"].get("close", {}).get("cost")
    if reason == "unpaid":
        return "yet nothing was spent on it"
    if cost is None or row["worth"] is None:
        return "yet nobody says what a win is worth" if cost else "yet no cost of a win can be told"
    worth = f"{money(row['worth'][0], currency)} ({moneys(row['worth'])})"
    told = f"{money(cost[0], currency)} ({moneys(cost)})"
    if reason == "loses":
        return f"a win costs {told} and is worth {worth}: surely less"
    return f"yet a win costs {told} and is worth {worth}"


def thing(row: Mapping[str, Any]) -> str:
    """A thing as people call it."""
    ours = " (ours)" if row["direction"] == "outbound" else ""
    return f"{row['name']}{ours}"
