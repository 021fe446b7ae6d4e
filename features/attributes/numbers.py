"""Numbers as people type them: "1.234,5", "$1.2M", "45 %", "(1,200)", "1 000 employees"."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Decimal = Literal[".", ","]

LONGEST: Final = 64
"""No number or band is longer; longer texts are not searched, so that no text costs much."""

_SCALES: Final = {
    **dict.fromkeys(("k", "tsd", "thousand"), 1e3),
    **dict.fromkeys(("lakh", "lac"), 1e5),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mil", "million", "millions"), 1e6),
    **dict.fromkeys(("cr", "crore"), 1e7),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions"), 1e9),
}
_CURRENCY: Final = r"(?:[$€£¥₹]|us\$|usd|eur|gbp|chf|inr|brl|r\$|cad|aud|sek|nok|dkk|pln)"
_UNIT: Final = (
    r"(?:employees?|people|persons?|users?|seats?|staff|ftes?|mitarbeiter(?:innen)?|headcount"
    r"|years?|yrs?|p\.?a\.?|per year|/year)"
)
_AMOUNT: Final = re.compile(
    rf"(?P<bracket>\()?\s*(?P<sign>[-+−])?\s*{_CURRENCY}?\s*(?P<minus>[-−])?"
    r"(?P<digits>[0-9]{1,3}(?:[ \u00a0\u202f'’][0-9]{3})+(?:[.,][0-9]+)?|[0-9][0-9.,]*|[.,][0-9]+)"
    r"(?P<exponent>e[-+]?[0-9]{1,3})?"
    rf"\s*(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})?\.?"
    rf"\s*(?:{_CURRENCY}|%)?\s*{_UNIT}?\s*\)?",
    re.IGNORECASE | re.ASCII,
)
_PLAIN: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SPACES: Final = re.compile(r"[ \u00a0\u202f'’]")


class Scaled(NamedTuple):
    """A number and the thousand, million, … written after it."""

    value: float
    scale: float


_GROUPED: Final = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def number(text: str, decimal: Decimal = ".") -> float | None:
    """The number that ``text`` is, or None. A percentage is its figure: "45 %" is 45.

    ``decimal`` decides only what one separator before exactly three digits means, as in "1.234".
    """
    found = scaled(text, decimal)
    return None if found is None else found.value * found.scale


def scaled(text: str, decimal: Decimal = ".") -> Scaled | None:
    """The number and its scale kept apart: "5M" is (5, 1e6). None where ``text`` is not a number."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if decimal == "." and _PLAIN.fullmatch(text):
        return Scaled(float(text), 1.0)
    found = _AMOUNT.fullmatch(text)
    if not found:
        return None
    figure = _figure(_SPACES.sub("", found["digits"]), decimal)
    if figure is None:
        return None
    value = float(figure + (found["exponent"] or ""))
    scale = _SCALES[found["scale"].lower()] if found["scale"] else 1.0
    if not math.isfinite(value * scale):
        return None
    negative = found["bracket"] or found["sign"] in ("-", "−") or found["minus"]
    return Scaled(-value if negative else value, scale)


def decimal_of(texts: Iterable[str]) -> Decimal:
    """Which separator marks the decimals in a column; the point where nothing tells.

    Whole numbers beside ``1.090`` tell: a column of decimals has them in every row, one of large counts
    groups its thousands.
    """
    given = list(texts)
    votes = [vote for text in given if (vote := _vote(text))]
    if not votes and _thousands_with_points(given):
        return ","
    return "," if votes.count(",") > votes.count(".") else "."


def _thousands_with_points(texts: list[str]) -> bool:
    whole = any(text.strip().isdigit() for text in texts)
    return whole and any(_GROUPED.fullmatch(text.strip()) for text in texts)


def _figure(digits: str, decimal: Decimal) -> str | None:
    """``digits`` with a decimal point and no other separator; None where they do not group."""
    mark = _decimal_mark(digits, decimal)
    whole, _, part = digits.rpartition(mark) if mark else (digits, "", "")
    if part and not part.isdigit():
        return None
    pieces = re.split(r"[.,]", whole)
    if len(pieces) > 1 and (len(pieces[-1]) != 3 or any(len(piece) not in (2, 3) for piece in pieces[1:-1])):
        return None
    if len(pieces) > 1 and not 1 <= len(pieces[0]) <= 3:
        return None
    return f"{''.join(pieces) or '0'}.{part or '0'}"


def _decimal_mark(digits: str, decimal: Decimal) -> str:
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return "." if digits.rindex(".") > digits.rindex(",") else ","
    if points + commas != 1:
        return ""
    mark = "." if points else ","
    head, _, tail = digits.partition(mark)
    groups = len(tail) == 3 and 1 <= len(head) <= 3 and head != "0"
    return "" if groups and mark != decimal else mark


def _vote(text: str) -> str:
    """The separator that must be the decimal one in ``text``, or nothing where both readings hold."""
    found = _AMOUNT.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if not found:
        return ""
    digits = found["digits"]
    as_point, as_comma = _decimal_mark(digits, "."), _decimal_mark(digits, ",")
    if as_point == as_comma and as_point:
        return as_point
    other = {".": ",", ",": "."}
    several = [mark for mark in ".," if digits.count(mark) > 1]
    return other[several[0]] if len(several) == 1 else ""
