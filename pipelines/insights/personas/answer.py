"""The theme's answer in a sentence."""

from __future__ import annotations

from typing import Any, Final

from models.pages.wording import count, decimals, listed, percent

_DO: Final = {"sql": "become sales-qualified", "close": "close"}


def answer(found: dict[str, Any]) -> str:
    """What the page says first."""
    if found["verdict"] == "found":
        rules = found["personas"][:-1]
        kinds = (
            f"{len(rules)} kinds of leads stand out, each against those of none before it"
            if len(rules) > 1
            else "One kind of leads stands out"
        )
        who, rest = listed(tuple(_stands(one) for one in rules)), percent(found["personas"][-1]["share"])
        return f"{kinds}: {who}. Everybody else is {rest} of the leads."
    searched, least = count(found["leads"]["sought"]), found["least_outcomes"]
    if found["verdict"] == "too_few":
        return (
            f"Too few to say: to tell kinds of leads apart takes {least} leads that reached a target, and as "
            f"many that did not, among the {searched} that are searched."
        )
    return (
        f"Nobody stands out: among {searched} leads, no kind converts more unlike the "
        "others than chance alone would make one. That is one persona, or too few leads to see more."
    )


def _stands(one: dict[str, Any]) -> str:
    """Its name, and how many times as often as others it reaches the target where that is clearest."""
    told = [
        (apart["value"] / max(one["rates"][target]["rate"] - apart["value"], 1e-9), target)
        for target, apart in one["apart"].items()
        if apart and (apart["low"] > 0 or apart["high"] < 0)
    ]
    name = one["name"][:1].lower() + one["name"][1:]
    if not told:
        return f"{name} (not confirmed)"
    more, target = max(told, key=lambda each: abs(each[0]))
    return f"{name} ({_DO[target]} {decimals(1 + more, 1)} times as often)"
