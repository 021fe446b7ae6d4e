"""The list's figures in sentences, for the command line and the report."""

from __future__ import annotations

from dataclasses import dataclass
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
    leads, worth = told["queue"]["leads"], _Worth(told, horizons)
    return (
        *_ends(told),
        f"Of the list, {worth('queue')}.",
        *([f"Of the {leads['missed']:,} just below it, {worth('missed')}."] if leads["missed"] else []),
        *([f"Of the {leads['skipped']:,} below these, {worth('skipped')}."] if leads["skipped"] else []),
        *_beyond(told),
    )


def besides(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The same where a table tells what each part is worth."""
    return (*_ends(told), *_beyond(told))


def _ends(told: Mapping[str, Any]) -> Iterator[str]:
    leads, cut_off = told["queue"]["leads"], told["queue"]["cut_off"]
    yield (
        f"Sales can work {told['capacity']:,} leads a week; {told['waiting']:,} wait, and "
        f"{leads['queue']:,} are on the list{_explored(leads['explored'])}."
    )
    if cut_off:
        name = f"p_{told['ranked_by']}"
        yield f"The list ends at {name} {cut_off['p']:.1%} (grade {cut_off['grade']}): who has less waits."
    else:
        yield "There is room for everybody who waits."


def _beyond(told: Mapping[str, Any]) -> Iterator[str]:
    queue, first = told["queue"], told["targets"][0]
    if queue["leads"]["missed"]:
        yield f"{queue['step']} more leads a week would bring {queue['more'][first]:.1f} more {_MADE[first]}."
    if queue["leads"]["safe"]:
        yield (
            f"The last {queue['leads']['safe']:,} leads are safe to skip: together they hold a twentieth of "
            f"all {_MADE[first]} expected."
        )
    if queue["aside"]:
        whom = ", ".join(f"{count:,} {_ASIDE.get(why, why)}" for why, count in queue["aside"].items())
        yield f"Not asked: {whom}."


def _explored(count: int) -> str:
    return f", {count:,} of them for exploration" if count else ""


@dataclass(frozen=True)
class _Worth:
    """Says what becomes of a part of the list."""

    told: Mapping[str, Any]
    horizons: Mapping[Target, int]

    def __call__(self, part: str) -> str:
        expected = self.told["queue"]["expected"][part]
        return " and ".join(
            f"{expected[target]['value']:.1f} {_BECOME[target]} within {words(self.horizons[target])} "
            f"({expected[target]['low']} to {expected[target]['high']})"
            for target in self.told["targets"]
        )
