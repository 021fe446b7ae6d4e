"""How the report says numbers, dates and targets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, NamedTuple

UNKNOWN: Final = "–"
_PER_CENT: Final = "\N{NO-BREAK SPACE}%"


class Spoken(NamedTuple):
    """A target in words: "a lead ``does``", "the forecast of ``doing``", "leads that ``did``"."""

    short: str
    doing: str
    does: str
    did: str


_SPOKEN: Final = {
    "sql": Spoken("SQL", "becoming sales-qualified", "becomes sales-qualified", "became sales-qualified"),
    "close": Spoken("Close", "closing", "is won", "were won"),
}


def spoken(target: str) -> Spoken:
    """The words for a target."""
    return _SPOKEN.get(target, Spoken(target, f"reaching {target}", f"reaches {target}", f"reached {target}"))


def decimals(value: float | None, places: int = 3) -> str:
    """A number with fixed decimals."""
    return UNKNOWN if value is None else f"{value:.{places}f}".replace("-", "−")


def signed(value: float | None, places: int = 4) -> str:
    """A number with its sign and fixed decimals."""
    return UNKNOWN if value is None else f"{value:+.{places}f}".replace("-", "−")


def percent(share: float | None) -> str:
    """A share of one as per cent; tiny shares keep two digits."""
    if share is None:
        return UNKNOWN
    tiny = 0 < abs(share) < 0.001
    return (f"{100 * share:.2g}" if tiny else f"{100 * share:.1f}") + _PER_CENT


def round_percent(share: float) -> str:
    """A share that people chose, without needless decimals."""
    return f"{100 * share:.6g}{_PER_CENT}"


def between(low: str, high: str) -> str:
    """A range of two numbers as said above: the sign of per cent once, signs kept apart from the dash."""
    if low[:1] in "+−":
        return f"{low} to {high}"
    return f"{low.removesuffix(_PER_CENT)}–{high}"


def count(number: float | None) -> str:
    """A whole number with its thousands apart."""
    return UNKNOWN if number is None else f"{number:,.0f}"


def day(instant: str | None, exact: bool = False) -> str:
    """An ISO 8601 instant as a date in UTC; ``exact`` adds the time of day where it is not midnight."""
    if instant is None:
        return UNKNOWN
    moment = datetime.fromisoformat(instant).astimezone(UTC)
    if not exact or (moment.hour, moment.minute) == (0, 0):
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def listed(words: tuple[str, ...]) -> str:
    """As in "a, b and c"."""
    *most, last = words or ("none",)
    return f"{', '.join(most)} and {last}" if most else last
