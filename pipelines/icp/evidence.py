"""What speaks for a change of the profile, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from features.clock import words
from models.pages.wording import between, count, decimals, percent
from models.pages.wording import spoken as target_words

if TYPE_CHECKING:
    from models.icp.evidence.changes import Change
    from models.icp.evidence.rates import Rate, Ratio

_HEAD: Final = {
    "points": "Proposed: {after} points instead of {before}, from {asked}.",
    "drop": "Dropped on proposal (it gave {before} points), from {asked}.",
    "soften": "Proposed: {after} points instead of a must-have, from {asked}.",
    "add": "Proposed: a new rule, from {asked}.",
}


class Words:
    """Sentences about changes judged by one target."""

    def __init__(self, target: str, horizon: int, leads: int) -> None:
        self.target = target_words(target)
        self.within = words(horizon)
        self.leads = leads

    def __call__(self, change: Change) -> str:
        """A change and what speaks for it."""
        head = _HEAD[change.kind].format(
            after=_points(change.after), before=_points(change.before), asked=self.asked
        )
        return f"{head} {self.rates(change)} {self.ratio(change)}"

    @property
    def asked(self) -> str:
        """What the outcomes are."""
        return f"{count(self.leads)} leads and who of them {self.target.did} within {self.within}"

    def rates(self, change: Change) -> str:
        """How many of those who meet it have the outcome, and of those who do not."""
        if change.kind == "soften":
            lost = change.not_met
            return (
                f"It rejected {count(lost.leads)} leads, of whom {count(lost.outcomes)} {self.target.did} "
                f"all the same, {share(lost)}; of those it let pass {share(change.met)}."
            )
        return (
            f"Of {count(change.met.leads)} leads that meet it {share(change.met)} {self.target.did}, "
            f"of {count(change.not_met.leads)} that do not {share(change.not_met)}."
        )

    def ratio(self, change: Change) -> str:
        """How much it separates beside the other rules."""
        told = f"Beside the other rules it makes that {times(change.ratio)} as likely"
        if change.kind == "drop":
            return f"{told}, which is not worth a rule."
        if change.kind != "add" or change.p is None:
            return f"{told}."
        return (
            f"{told}, judged on leads that had no part in choosing it; chance goes as far in "
            f"{percent(max(change.p, 0.001))} of worlds where no attribute matters."
        )


def share(found: Rate) -> str:
    """A share with its interval."""
    return f"{percent(found.rate)} ({between(percent(found.low), percent(found.high))})"


def times(found: Ratio) -> str:
    """A ratio with its interval."""
    ends = between(decimals(found.low, 2), decimals(found.high, 2))
    return f"{decimals(found.value, 2)} times ({ends})"


def _points(points: float | None) -> str:
    return "no" if points is None else f"{points:g}"
