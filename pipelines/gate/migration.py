"""Who would be graded otherwise, and how many more or fewer would be handed over."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, Self

MOST: Final = 20
"""Movers that are named."""


class Mover(NamedTuple):
    """A lead whose place changes.

    Attributes:
        before, after: its grade with either bundle.
        rank_before, rank_after: its rank, 0 to 100; None where there is none.
        why: what counts otherwise, most first.
    """

    lead_id: str
    before: str
    after: str
    rank_before: float | None
    rank_after: float | None
    why: tuple[str, ...]


class Move(NamedTuple):
    """How many leads go from one grade to another, or stay."""

    before: str
    after: str
    leads: int


class Migration(NamedTuple):
    """What would change for the open leads.

    Attributes:
        as_of: ISO 8601, when they were looked at.
        leads: how many are open.
        moved: how many of them would have another grade.
        moves: every pair of grades that occurs.
        movers: those that move most.
        handoffs_before, handoffs_after: leads a week that come to be handed to sales for the first time.
        weeks: over how many weeks that is counted.
    """

    as_of: str
    leads: int
    moved: int
    moves: tuple[Move, ...]
    movers: tuple[Mover, ...]
    handoffs_before: float
    handoffs_after: float
    weeks: float

    @property
    def share(self) -> float:
        """The share of open leads that would have another grade."""
        return self.moved / self.leads if self.leads else 0.0

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            **self._asdict(),
            "share": self.share,
            "moves": [move._asdict() for move in self.moves],
            "movers": [{**mover._asdict(), "why": list(mover.why)} for mover in self.movers],
        }

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""
        fields: dict[str, Any] = {name: saved[name] for name in cls._fields}
        fields["moves"] = tuple(Move(**move) for move in saved["moves"])
        fields["movers"] = tuple(
            Mover(**mover)._replace(why=tuple(mover["why"])) for mover in saved["movers"]
        )
        return cls(**fields)
