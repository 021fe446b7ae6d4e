"""Bands such as "200-499", "1,000+", "<10", "$1M-$5M", and numbered labels such as "01.High"."""

from __future__ import annotations

import math
import re
from typing import Final, NamedTuple

from features.attributes.numbers import LONGEST, Decimal, number, scaled
from features.attributes.wording import key, listed

_MONTHS: Final = {
    name: place
    for place, name in enumerate(listed("jan feb mar apr may jun jul aug sep oct nov dec"), start=1)
}
_ONE_PERSON: Final = frozenset(("self-employed", "self employed", "solo", "just me", "freelancer"))
_UNIT_TAIL: Final = re.compile(
    r"\s+(?:employees?|people|persons?|users?|seats?|staff|ftes?|mitarbeiter(?:innen)?|years?|yrs?)\.?$",
    re.IGNORECASE,
)
_RANGE: Final = re.compile(
    r"(?:(?:between|from|von|zwischen)\s+)?([^-–—~]{1,30}?)"
    r"(?:\s*(?:-|–|—|~|\.\.\.?)\s*|\s+(?:to|bis|and|und|through|thru)\s+)(.{1,30})",
    re.IGNORECASE,
)
_ABOVE: Final = re.compile(
    r"(?:>=?|≥|over|more than|above|at least|from|ab|über|min\.?)\s*(.{1,30})",
    re.IGNORECASE,
)
_OR_MORE: Final = re.compile(
    r"(.{1,30}?)\s*(?:\+|(?:or|and|und|oder) (?:more|above|up|over|greater|older|mehr)|plus)", re.IGNORECASE
)
_BELOW: Final = re.compile(
    r"(?:<=?|≤|under|less than|fewer than|below|up to|at most|bis|bis zu|unter|max\.?)\s*(.{1,30})",
    re.IGNORECASE,
)
_OR_LESS: Final = re.compile(
    r"(.{1,30}?)\s*(?:or|and|und|oder) (?:less|fewer|below|under|weniger)", re.IGNORECASE
)
_NUMBERED: Final = re.compile(r"\s*([0-9]{1,3})\s*[.):_-]\s*[^\W\d_]")
_AS_DATE: Final = re.compile(r"([0-9]{1,4})-([a-z]{3})|([a-z]{3})-([0-9]{1,4})", re.IGNORECASE)


class Band(NamedTuple):
    """From ``low`` to ``high``; an open end is infinite, a plain number has both ends equal."""

    low: float
    high: float

    @property
    def typical(self) -> float:
        """The middle; the known end where the other is open (half of it, for "less than")."""
        if math.isinf(self.high):
            return self.low
        if math.isinf(self.low):
            return self.high / 2 if self.high > 0 else self.high
        return self.low + (self.high - self.low) / 2


def band(text: str, decimal: Decimal = ".") -> Band | None:
    """The band or plain number that ``text`` is, or None."""
    if len(text) > LONGEST:
        return None
    text = text.strip()
    value = number(text, decimal)
    if value is not None:
        return Band(value, value)
    bare = _UNIT_TAIL.sub("", text)
    return from_spreadsheet(bare) or _range(bare, decimal) or _open(bare, decimal) or _one_person(bare)


def numbered(text: str) -> Band | None:
    """The number of a numbered label: "01.High" is 1, "3 - Low" is 3. None for other texts."""
    found = _NUMBERED.match(text)
    return Band(float(found[1]), float(found[1])) if found else None


def _range(text: str, decimal: Decimal) -> Band | None:
    found = _RANGE.fullmatch(text)
    low, high = (scaled(found[1], decimal), scaled(found[2], decimal)) if found else (None, None)
    if low is None or high is None:
        return None
    # "1-5M" means one to five million
    scale = high.scale if low.scale == 1 and low.value < high.value else low.scale
    ends = Band(low.value * scale, high.value * high.scale)
    return ends if ends.low <= ends.high else None


def _open(text: str, decimal: Decimal) -> Band | None:
    for pattern, above in ((_ABOVE, True), (_BELOW, False), (_OR_MORE, True), (_OR_LESS, False)):
        found = pattern.fullmatch(text)
        end = number(found[1], decimal) if found else None
        if end is not None:
            return Band(end, math.inf) if above else Band(-math.inf, end)
    return None


def from_spreadsheet(text: str) -> Band | None:
    """Spreadsheets turn "5-20" into "May-20" and "1-5" into "01-May"; this turns them back."""
    found = _AS_DATE.fullmatch(text.strip())
    month = _MONTHS.get((found[2] or found[3]).lower()) if found else None
    if found is None or month is None:
        return None
    other = int(found[1] or found[4])
    return Band(float(min(month, other)), float(max(month, other)))


def _one_person(text: str) -> Band | None:
    return Band(1.0, 1.0) if key(text) in _ONE_PERSON else None


def is_range(text: str) -> bool:
    """Whether ``text`` is a band as a person writes it: two ends or one, and no date of a spreadsheet."""
    if len(text) > LONGEST or number(text) is not None:
        return False
    bare = _UNIT_TAIL.sub("", text.strip())
    return (_range(bare, ".") or _open(bare, ".")) is not None
