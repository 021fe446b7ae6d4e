"""A numeric column that an attribute gives rise to, and what its values mean in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from features import clock
from features.attributes import wording

Form = Literal["amount", "level", "flag", "filled", "item", "count", "date"]


@dataclass(frozen=True)
class AttributeColumn:
    """One derived column.

    ``levels`` decode a category's code or an ordinal's rank; ``categorical`` says that their order means
    nothing. A date column (``is_date``) is parsed as an instant and fed to a model as an age, both in
    microseconds; ``words`` expects the age. ``subject`` is what a sentence is about, ``item`` what a list
    may hold.
    """

    name: str
    subject: str
    form: Form
    levels: tuple[str, ...] = ()
    categorical: bool = False
    item: str = ""

    @property
    def is_date(self) -> bool:
        return self.form == "date"

    def words(self, value: float) -> str:
        """The value as a sentence without a full stop, as in "employees is 200-499"."""
        if math.isnan(value):
            return f"{self.subject} is not filled in"
        match self.form:
            case "amount":
                return f"{self.subject} is {wording.amount(value) if math.isfinite(value) else value}"
            case "level":
                return f"{self.subject} is {self._level(value)}"
            case "flag":
                return f"{self.subject} is {'yes' if value else 'no'}"
            case "filled":
                return f"{self.subject} is {'' if value else 'not '}filled in"
            case "item":
                return f"{self.subject} {self._includes(bool(value))} {self.item}"
            case "count":
                return f"{self.subject} has {value:.0f} {'entry' if value == 1 else 'entries'}"
            case "date":
                return f"{self.subject} was {clock.words(value)} ago"

    def _includes(self, yes: bool) -> str:
        if self.subject.endswith("s"):
            return "include" if yes else "do not include"
        return "includes" if yes else "does not include"

    def _level(self, value: float) -> str:
        if self.categorical and value == 0:
            return "one of the others"
        place = int(value)
        return self.levels[place] if 0 <= place < len(self.levels) else "one of the others"
