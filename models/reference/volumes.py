"""How many rows came of each source and kind, window by window, and how long each was silent at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.sources.shapes import time_of, word_of

if TYPE_CHECKING:
    from features.sources import Journey
    from features.sources.shapes import Table

SOURCES: Final[tuple[Table, ...]] = ("leads", "touches", "stages")
"""Field histories grow when somebody edits; nothing is usual about them."""

MOST: Final = 13
"""Windows looked back upon: of four weeks, a year of them."""

KINDS: Final = 30
"""Kinds of a source that are watched by themselves, the most frequent."""


class Series(NamedTuple):
    """The rows of one source or kind.

    Attributes:
        counts: by window, newest first; only whole windows since the journey began.
        silence: the longest time without a row within those windows; microseconds.
        newest: the instant of the last row before the end.
    """

    counts: tuple[int, ...]
    silence: int
    newest: int

    def to_json(self) -> dict[str, Any]:
        """By name."""
        return {"counts": list(self.counts), "silence": self.silence, "newest": self.newest}

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Series:
        """The inverse of ``to_json``."""
        return cls(tuple(saved["counts"]), int(saved["silence"]), int(saved["newest"]))


def rows_of(journey: Journey, until: int, window: int, most: int = MOST) -> dict[str, Series]:
    """The rows of the journey before ``until``: "touches", and "touches call" for a kind of them.

    All series have the same windows, as many as are whole, at most ``most``.
    """
    ((first,),) = journey.db.sql(f"SELECT min(created_at) FROM leads WHERE created_at < {until}").fetchall()
    whole = 0 if first is None else min(most, (until - int(first)) // window)
    found: dict[str, Series] = {}
    for table in SOURCES:
        if journey.has(table):
            found |= _series(journey, table, until, window, whole)
    return found


def _series(journey: Journey, table: Table, until: int, window: int, whole: int) -> dict[str, Series]:
    at, word = time_of(table), word_of(table)
    kinds = [f"'{table}'"] + ([f"'{table} ' || {word}"] if word else [])
    rows = " UNION ALL ".join(f'SELECT {kind} AS name, "{at}" AS seen FROM {table}' for kind in kinds)
    since = until - whole * window
    told = journey.db.sql(
        f"""
        WITH named AS (SELECT * FROM ({rows}) WHERE seen < {until}),
        gaps AS (
            SELECT name, seen - lag(seen, 1, {since}) OVER (PARTITION BY name ORDER BY seen) AS gap
            FROM named WHERE seen >= {since})
        SELECT name, max(seen), any_value(silence), any_value(rows) FROM named
        LEFT JOIN (SELECT name, max(gap) AS silence, count(*) AS rows FROM gaps GROUP BY name) USING (name)
        GROUP BY name ORDER BY name = '{table}' DESC, count(*) DESC, name LIMIT {KINDS + 1}
        """
    ).fetchall()
    counted = journey.db.sql(
        f"SELECT name, ({until} - 1 - seen) // {window} AS back, count(*) FROM ({rows}) "
        f"WHERE seen < {until} AND seen >= {since} GROUP BY ALL"
    ).fetchall()
    counts = {(name, int(back)): int(rows) for name, back, rows in counted}
    return {
        name: Series(
            tuple(counts.get((name, back), 0) for back in range(whole)),
            max(int(silence or 0), until - int(newest) if rows else 0),
            int(newest),
        )
        for name, newest, silence, rows in told
    }
