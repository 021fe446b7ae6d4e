"""What a proposal is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from models.icp.evidence.rates import Rate, Ratio

Kind = Literal["points", "drop", "soften", "add"]


@dataclass(frozen=True)
class Change:
    """One change of the profile and what speaks for it.

    Attributes:
        kind: other points, a rule to drop, a must-have to turn into points, or a new rule.
        rule: its place in the profile; None for a new one.
        attribute: what it is about.
        condition: of a new rule, as the agreement writes it.
        before: the points it had; None for a must-have and a new rule.
        after: those it would have; None where it is dropped.
        met: leads that meet it, and how many have the outcome.
        not_met: leads that do not.
        ratio: how many times as often those who meet it have the outcome, beside all other rules; of a new
            rule by leads that had no part in choosing its groups.
        p: of a new rule, how often chance alone goes as far over all attributes; else None.
    """

    kind: Kind
    rule: int | None
    attribute: str
    condition: dict[str, Any] | None
    before: float | None
    after: float | None
    met: Rate
    not_met: Rate
    ratio: Ratio
    p: float | None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            **{name: getattr(self, name) for name in ("kind", "rule", "attribute", "condition")},
            "before": self.before,
            "after": self.after,
            "p": self.p,
            "met": self.met.to_json(),
            "not_met": self.not_met.to_json(),
            "ratio": self.ratio.to_json(),
        }


@dataclass(frozen=True)
class Proposal:
    """Changes of the profile that outcomes speak for; ``enough`` where there were outcomes enough to tell."""

    changes: tuple[Change, ...]
    leads: int
    outcomes: int
    enough: bool

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        told = [change.to_json() for change in self.changes]
        return {"leads": self.leads, "outcomes": self.outcomes, "enough": self.enough, "changes": told}
