"""What somebody would change of a lead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Wish:
    """Changes to a lead, as of its newest score.

    Attributes:
        touches: how many more of each kind, ours before the lead's answers.
        attributes: texts that attributes would have; an empty text: not filled in.
        wait: days that pass afterwards without anything else.
    """

    touches: Mapping[str, int] = field(default_factory=dict[str, int])
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    wait: float = 0.0

    @property
    def empty(self) -> bool:
        """Whether nothing would be changed."""
        return not (any(self.touches.values()) or self.attributes or self.wait)


NOTHING = Wish()
