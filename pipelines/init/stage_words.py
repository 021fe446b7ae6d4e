"""Which of our stages a CRM's stage name, or the name of a column of stage dates, speaks of."""

from __future__ import annotations

import re
from typing import Final

_PATTERNS: Final = {  # the first that is found decides: "disqualified" is not "qualified"
    "recycled": r"recycl|nurtur|returned|re-?opened|zurückgestellt|wiedervorlage|reciclad",
    "lost": (
        r"\blost\b|closedlost|disqual|unqualif|\bnot (qualified|converted|interested)|nicht qualif|reject|"
        r"\bdead\b|\bjunk\b|bad (fit|timing)|verloren|abgelehnt|absage|kein interesse|ungeeignet|perdu|"
        r"perdid|descalific|declined|cancell?ed|storniert|no show"
    ),
    "won": r"\bwon\b|closedwon|customer|gewonnen|\bkunde\b|signed|gagn|ganad|\bclient[eo]?\b|activated",
    "mql": r"\bmql\b|marketing ?qualifi",
    "sql": (
        r"\bsql\b|sales ?qualified|sales ?accepted|\bsal\b|sales ?ready|qualified|qualifiziert|qualifié|"
        r"cualificad|calificad|\bconverted\b|\baccepted\b"
    ),
    "opportunity": (
        r"opportunit|oportunidad|proposal|proposition|propuesta|negotiat|verhandlung|négociation|angebot|"
        r"quote|contract sent|decision|\bdeal\b|chance"
    ),
}
_NOISE: Final = frozenset(
    {
        *("became", "a", "an", "the", "is", "date", "at", "on", "time", "timestamp", "entered", "first"),
        *(
            "hs",
            "v2",
            "lifecyclestage",
            "lifecycle",
            "stage",
            "datum",
            "am",
            "wurde",
            "zum",
            "fecha",
            "de",
            "el",
        ),
    }
)
_PASSING: Final = frozenset(
    {"recent", "last", "next", "close", "closed", "expected", "modified", "deal", "first"}
)
_DATED: Final = {
    "mql": ("mql", "marketing qualified lead", "marketingqualifiedlead", "marketing qualified"),
    "sql": (
        *("sql", "sales qualified lead", "salesqualifiedlead", "sales qualified", "sales accepted"),
        *("qualified", "qualifiziert", "converted", "accepted"),
    ),
    "opportunity": ("opportunity", "opportunity created", "opp created", "conversion", "verkaufschance"),
    "won": ("won", "closed won", "closedwon", "customer", "deal won", "kunde", "kunden", "gewonnen"),
    "lost": (
        "lost",
        "closed lost",
        "closedlost",
        "disqualified",
        "unqualified",
        "verloren",
        "disqualifiziert",
    ),
}


def stage_of(name: str) -> str | None:
    """Our stage for one of theirs, by its words; None where they say nothing."""
    words = " ".join(_words(name))
    return next((stage for stage, pattern in _PATTERNS.items() if re.search(pattern, words)), None)


def stage_dated_by(column: str) -> str | None:
    """Our stage whose date a column holds ("Became a Customer Date", "ConvertedDate"), by its whole name."""
    rest = " ".join(word for word in _words(column) if word not in _NOISE)
    return next((stage for stage, names in _DATED.items() if rest in names), None)


def stage_perhaps_dated_by(column: str) -> str | None:
    """Our stage that a column of dates seems to speak of, by a word in its name."""
    words = _words(column)
    return None if _PASSING.intersection(words) else stage_of(" ".join(words))


def _words(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-zäöüß0-9])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[^\w]+|_", spaced.lower()) if word]
