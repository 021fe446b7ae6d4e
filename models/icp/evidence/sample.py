"""Leads with an outcome, what each rule says of them, and the groups that rules could be made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import numpy as np

if TYPE_CHECKING:
    from models.rows import Bools, Floats, Ints

_STRETCHES: Final = 8
_LEADS_IN_ONE: Final = 200


@dataclass(frozen=True, eq=False)
class Sample:
    """Leads whose outcome is known, each once.

    Attributes:
        y: 0 or 1. [leads]
        cluster: leads that share a number (an account) are not independent. [leads]
        created: any ascending clock. [leads]
        met: by rule. [leads, rules]
        unknown: likewise, where the rule's attribute does not tell.
        refused: whether the rule disqualifies the lead.
    """

    y: Floats
    cluster: Ints
    created: Ints
    met: Bools
    unknown: Bools
    refused: Bools

    def __len__(self) -> int:
        """The number of leads."""
        return self.y.size

    @property
    def rules(self) -> int:
        """The number of rules."""
        return self.met.shape[1]

    def take(self, rows: Bools) -> Self:
        """Some of the leads."""
        return type(self)(
            y=self.y[rows],
            cluster=np.unique(self.cluster[rows], return_inverse=True)[1].astype(np.int64),
            created=self.created[rows],
            met=self.met[rows],
            unknown=self.unknown[rows],
            refused=self.refused[rows],
        )

    def stretches(self) -> Floats:
        """An intercept, and a column for each later stretch of time with as many leads. [leads, 1 to 8]

        A market that rises or falls must not be taken for the doing of an attribute that changes with it.
        """
        count = int(np.clip(len(self) // _LEADS_IN_ONE, 1, _STRETCHES))
        place = (
            np.argsort(np.argsort(self.created, kind="stable"), kind="stable") * count // max(1, len(self))
        )
        later = place[:, None] == np.arange(1, count)
        return np.column_stack([np.ones(len(self)), later.astype(np.float64)])


class Attribute(NamedTuple):
    """An attribute cut in groups that a rule could name.

    Attributes:
        name: as a rule names it.
        kind: "ordered", "unordered" (groups exclude each other), or "items" (they do not).
        groups: in words.
        member: [leads, groups].
        known: whether the attribute was filled in. [leads]
        conditions: how a rule would say each group; None where it cannot.
    """

    name: str
    kind: str
    groups: tuple[str, ...]
    member: Bools
    known: Bools
    conditions: tuple[dict[str, Any] | None, ...]

    def take(self, rows: Bools) -> Attribute:
        """The same for some of the leads."""
        return self._replace(member=self.member[rows], known=self.known[rows])
