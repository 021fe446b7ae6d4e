"""The theme as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from features.dataset import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

_RATE: Final = ["target", "known", "reached", "rate", "low", "high"]


def tables(found: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """By name; persona is a name, the last of those found is everybody else:

    personas  number, persona, rule, leads, share, p_by_chance, again (Jaccard with the other half's nearest),
              amount per lead and per win, each with low and high
    rates     persona, target, known, reached, rate, low, high, and what it is apart by from those of none
              above it (everybody else: from all the others), with apart_low and apart_high
    reasons   persona, theme, moves, towards, others, low, high (of the difference, log-odds), differs
    touches   persona, what (first_kind, first_channel, kinds, channels), word, share, everybody
    quarters  persona, quarter, over, leads, share, target, known, reached, rate, low, high
    named     as quarters, of the personas that the agreement names
    """
    import pandas as pd

    personas, named = found["personas"], [one for one in found["named"] if one["leads"] is not None]
    quarter = ["persona", "quarter", "over", "leads", "share", *_RATE]
    return {
        "personas": pd.DataFrame([_persona(one) for one in personas]),
        "rates": pd.DataFrame(
            [row for one in personas for row in _rates(one)],
            columns=["persona", *_RATE, "apart", "apart_low", "apart_high"],
        ),
        "reasons": pd.DataFrame(
            [{"persona": one["name"], **told} for one in personas for told in _drivers(one)],
            columns=["persona", "theme", "moves", "towards", "others", "low", "high", "differs"],
        ),
        "touches": pd.DataFrame(
            [row for one in personas for row in _touches(one)],
            columns=["persona", "what", "word", "share", "everybody"],
        ),
        "quarters": pd.DataFrame([row for one in personas for row in _quarters(one)], columns=quarter),
        "named": pd.DataFrame([row for one in named for row in _quarters(one)], columns=quarter),
    }


def _persona(one: dict[str, Any]) -> dict[str, Any]:
    paid = one["worth"] or {}
    amounts = {
        f"{what}{end}": (paid.get(what) or {}).get(key)
        for what in ("per_lead", "per_win")
        for end, key in (("", "value"), ("_low", "low"), ("_high", "high"))
    }
    told = {name: one[name] for name in ("number", "leads", "share", "p_by_chance", "again")}
    return {"persona": one["name"], "rule": _rule(one), **told, **amounts}


def _rule(one: dict[str, Any]) -> str:
    return "; ".join(f"{where['attribute']}: {', '.join(where['groups'])}" for where in one["where"])


def _rates(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for target in TARGETS:
        if target in one["rates"]:
            apart = one["apart"][target] or {"value": None, "low": None, "high": None}
            yield {
                "persona": one["name"],
                "target": target,
                **one["rates"][target],
                "apart": apart["value"],
                "apart_low": apart["low"],
                "apart_high": apart["high"],
            }


def _drivers(one: dict[str, Any]) -> list[dict[str, Any]]:
    return one["reasons"]["drivers"] if one["reasons"] else []


def _touches(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for what, shares in (one["touches"] or {}).items():
        if what != "leads":
            yield from ({"persona": one["name"], "what": what, **share} for share in shares)


def _quarters(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for quarter in one["quarters"]:
        about = {name: quarter[name] for name in ("quarter", "over", "leads", "share")}
        for target in TARGETS:
            if target in quarter["rates"]:
                yield {"persona": one["name"], **about, "target": target, **quarter["rates"][target]}
