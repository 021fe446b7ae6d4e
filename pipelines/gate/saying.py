"""The gate's words for targets, measures and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_TARGETS: Final = {"sql": "Qualification", "close": "Closing"}


class Words(NamedTuple):
    """A measure's name, and what it means for it to be better, worse or the same."""

    short: str
    better: str
    worse: str
    same: str


MEASURES: Final = {
    "log_loss": Words(
        "log loss",
        "its forecasts come closer to what happened than the champion's",
        "its forecasts are further from what happened than the champion's",
        "its forecasts and the champion's are equally close to what happened, as far as chance lets tell",
    ),
    "average_precision": Words(
        "average precision",
        "it puts the leads that convert higher on the list",
        "it puts the leads that convert lower on the list",
        "it orders the leads as well as the champion, as far as chance lets tell",
    ),
    "capture": Words(
        "share reached",
        "within its capacity sales would reach more of the leads that convert",
        "within its capacity sales would reach fewer of the leads that convert",
        "within its capacity sales would reach as many of the leads that convert, as far as chance lets tell",
    ),
    "calibration": Words(
        "|log(came / promised)|",
        "the number of conversions it promises is closer to the number that came",
        "the number of conversions it promises is further from the number that came",
        "the number of conversions it promises is as close to the number that came",
    ),
}


def target_words(target: str) -> str:
    """The target at the beginning of a sentence."""
    return _TARGETS.get(target, target)


def listed(words: Sequence[str]) -> str:
    """As in "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def numbers(short: str, value: float, span: tuple[float, float], level: float, leads: int) -> str:
    """A difference with its interval, in brackets."""
    chance = f"{100 * level:.6g} % interval {span[0]:+.4f} to {span[1]:+.4f}"
    return f"({short} {value:+.4f}, {chance}, {leads} leads)"
