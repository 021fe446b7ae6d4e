"""What the gate decides, and on what grounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from pipelines.gate.check import Check
from pipelines.gate.migration import Migration

if TYPE_CHECKING:
    from features.agreement.gate import Gate

Outcome = Literal["promote", "keep", "needs_human"]


class Decision(NamedTuple):
    """What the gate decides.

    Attributes:
        outcome: promote the challenger, keep the champion, or ask a person.
        reasons: why, in sentences.
        checks: everything that was asked.
        migration: what a promotion changes for the open leads; None where nothing was scored.
    """

    outcome: Outcome
    reasons: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    migration: Migration | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "outcome": self.outcome,
            "reasons": list(self.reasons),
            "checks": [check._asdict() for check in self.checks],
            "migration": self.migration.to_json() if self.migration else None,
        }

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""
        migration = saved["migration"]
        return cls(
            saved["outcome"],
            tuple(saved["reasons"]),
            tuple(Check(**check) for check in saved["checks"]),
            Migration.from_json(migration) if migration else None,
        )


def first(rules: Gate) -> Decision:
    """The first bundle of a workspace has nobody to beat."""
    return asked(Decision("promote", ("It is the first bundle of this workspace.",)), rules)


def unchanged() -> Decision:
    """The challenger is the champion."""
    return Decision("keep", ("The same inputs gave the bundle that is already champion.",))


def asked(decision: Decision, rules: Gate) -> Decision:
    """The decision, left to a person where the agreement wants it so."""
    if decision.outcome != "promote" or rules.auto:
        return decision
    why = "It would be promoted, but the agreement leaves that to a person ([gate] auto = false)."
    return decision._replace(outcome="needs_human", reasons=(why, *decision.reasons))
