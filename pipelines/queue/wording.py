"""The list's figures in sentences, for the command line and the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from features.clock import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from features.agreement.values import Target

_BECOME: Final = {"sql": "become SQLs", "close": "are won"}
_MADE: Final = {"sql": "SQLs", "close": "customers"}
_ASIDE: Final = {
    "already_qualified": "SQLs already: sales has them",
    "answered": "answered by sales of late",
    "disqualified": "missing a must-have of the profile",
    "opted_out": "not to be contacted",
    "closed": "closed",
    "already_converted": "through all that is forecast",
    "too_old": "older than any lead learnt from",
    "out_of_distribution": "unlike any lead learnt from",
    "insufficient_data": "hardly known",
    "no_model": "not forecast yet",
    "not_ranked": "without the forecast that ranks",
}


def sentences(told: Mapping[str, Any], horizons: Mapping[Target, int]) -> tuple[str, ...]:
    """What a list is worth, what it leaves undone, and who was not asked.

    Args:
        told: as ``figures`` tells it, of a list with a capacity.
        horizons: by target, in microseconds.
    """
    return tuple(_sentences(told, horizons))


def _sentences(told: Mapping[str, Any], horizons: Mapping[Target, int]) -> Iterator[str]:
    queue = told["queue"]
    leads, cut_off, worth = queue["leads"], queue["cut_off"], queue["expected"]
    yield (
        f"Sales can work {told['capacity']:,} leads a week; {told['waiting']:,} wait, and "
        f"{leads['queue']:,} are on the list{_explored(leads['explored'])}."
    )
    if cut_off:
        yield (
            f"The list ends at {_name(told['ranked_by'])} {cut_off['p']:.1%} (grade {cut_off['grade']}): who "
            "has less waits."
        )
    else:
        yield "There is room for everybody who waits."
    yield f"Of the list, {_worth(worth['queue'], horizons)}."
    if leads["missed"]:
        yield f"Of the {leads['missed']:,} just below it, {_worth(worth['missed'], horizons)}."
        first = told["targets"][0]
        yield (
            f"{queue['step']} more leads a week would bring {queue['more'][first]:.1f} more {_MADE[first]}."
        )
    if leads["skipped"]:
        yield (
            f"Of the {leads['skipped']:,} below these, {_worth(worth['skipped'], horizons)}; the last "
            f"{leads['safe']:,} hold a twentieth of all that is expected, and are safe to skip."
        )
    if queue["aside"]:
        whom = ", ".join(f"{count:,} {_ASIDE.get(why, why)}" for why, count in queue["aside"].items())
        yield f"Not asked: {whom}."


def _explored(count: int) -> str:
    return f", {count:,} of them for exploration" if count else ""


def _worth(expected: Mapping[Target, Mapping[str, float]], horizons: Mapping[Target, int]) -> str:
    return " and ".join(
        f"{one['value']:.1f} {_BECOME[target]} within {words(horizons[target])} "
        f"({one['low']} to {one['high']})"
        for target, one in expected.items()
    )


def _name(target: Target) -> str:
    return f"p_{target}"
