"""A verdict, its numbers and what would let it pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from features.knowledge import Tier

Kind = Literal["attribute", "touch", "stage"]
Word = Literal["ok", "suspicious", "leak"]


@dataclass(frozen=True)
class Verdict:
    """What an attribute, a kind of touch or a stage gives away.

    Attributes:
        name: what it is called.
        verdict: a leak stops the training, a suspicion is shown.
        reason: the two or three numbers that decide it, in words; "" where nothing speaks against it.
        kind: what it is.
        tier: what is known of when its values came.
        target: the target against which the worst was found.
        numbers: every number measured, by name; None where the data cannot tell.
        trusted: why the agreement trusts it all the same; "" if it does not.
        lines: lines of the agreement, any one of which would let the training pass.
    """

    name: str
    verdict: Word
    reason: str = ""
    kind: Kind = "attribute"
    tier: Tier = "today"
    target: str = ""
    numbers: dict[str, float | None] = field(default_factory=dict[str, "float | None"])
    trusted: str = ""
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}" if self.reason else f"{self.name}: nothing speaks against it"

    @property
    def refuses(self) -> bool:
        """Whether training stops for it."""
        return self.verdict == "leak" and not self.trusted

    def to_json(self) -> dict[str, Any]:
        """The verdict as plain values."""
        return {
            "kind": self.kind,
            "name": self.name,
            "verdict": self.verdict,
            "tier": self.tier,
            "target": self.target,
            "reason": self.reason,
            "sentence": str(self),
            "trusted": self.trusted,
            "numbers": dict(self.numbers),
            "agreement": list(self.lines),
        }
