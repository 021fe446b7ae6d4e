"""The rule by which a channel is kept, tweaked or scrapped, and what it says of its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.verdict.shrunk import Estimate

Word = Literal["keep", "tweak", "scrap", "too early to say"]
Reason = Literal["few", "half", "worse", "falling", "loses", "pays", "unpaid", "better", "level"]
Because = tuple[Reason, str | None]
"""A reason and the target it speaks of; None: of money."""


class Rule(NamedTuple):
    """The thresholds; see ``Channels`` of the agreement."""

    scrap_below: float
    least_outcomes: int


class Measured(NamedTuple):
    """A channel on one target.

    Attributes:
        leads: whose outcome is known.
        outcomes: how many of these reached it.
        rate: of these.
        overall: the rate of all channels together.
        falls: whether it falls against the others beyond chance.
    """

    target: str
    leads: int
    outcomes: int
    rate: Estimate
    overall: float
    falls: bool

    @property
    def weight(self) -> float:
        """Its outcomes, or those that as many leads of the overall rate would have, whichever are more."""
        return max(self.outcomes, self.leads * self.overall)


class Money(NamedTuple):
    """What a win of a channel costs and is worth, where both are known, and whether spend is known at all.

    Attributes:
        spent: in the window; None where no spend is given.
    """

    spent: float | None = None
    cost: Estimate | None = None
    worth: Estimate | None = None

    @property
    def loses(self) -> bool:
        """Whether a win surely costs more than it is worth."""
        return self.cost is not None and self.worth is not None and self.cost.low > self.worth.high


class Verdict(NamedTuple):
    """The word and the reasons for it."""

    word: Word
    reasons: tuple[Because, ...]


def judge(measured: Sequence[Measured], money: Money, rule: Rule) -> Verdict:
    """The verdict on a channel.

    - too early to say: on no target has the channel enough outcomes, nor would it have at the overall rate;
    - scrap: surely below a share of the overall rate on some target and, where spend is known, a win surely
      costs more than it is worth;
    - tweak: surely below the overall rate on some target, or falling against the others, or a win surely
      costs more than it is worth;
    - keep: none of these.
    """
    judged = [one for one in measured if one.weight >= rule.least_outcomes]
    if not judged:
        return Verdict("too early to say", tuple(_of("few", [one.target for one in measured])))
    half = [one.target for one in judged if one.rate.high < rule.scrap_below * one.overall]
    worse = [one.target for one in judged if one.rate.high < one.overall and one.target not in half]
    falls = [one.target for one in judged if one.falls]
    lost: list[Because] = [("loses", None)] if money.loses else []
    reasons = _of("half", half) + _of("worse", worse) + _of("falling", falls) + lost
    if half and (money.spent is None or money.loses):
        return Verdict("scrap", tuple(reasons))
    if half:
        reasons.append(("pays" if money.spent else "unpaid", None))
    if reasons:
        return Verdict("tweak", tuple(reasons))
    better = [one.target for one in judged if one.rate.low > one.overall]
    level = [one.target for one in judged if one.target not in better]
    return Verdict("keep", tuple(_of("better", better) + _of("level", level)))


def _of(reason: Reason, targets: Sequence[str]) -> list[Because]:
    return [(reason, target) for target in targets]
