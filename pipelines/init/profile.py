"""What a column of the user's holds, by its values: how full and how varied, and of what kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.sources.cells import text_sql
from features.sources.quoting import named
from features.sources.relation import opened

if TYPE_CHECKING:
    from features.sources import Table
    from features.sources.loading import Place

ROWS: Final = 200_000
_LOOKED_AT: Final = 10_000
_KINDS: Final = {
    "time": "text_time(v, iso) IS NOT NULL OR d IS NOT NULL",
    "number": "text_number(n) IS NOT NULL OR open_number(n)",
    "digits": r"regexp_full_match(v, '\d+')",
    "email": r"regexp_full_match(v, '[^@\s]+@[^@\s]+\.[^@\s]+')",
    "phone": r"regexp_full_match(v, '[+(0]([\s()/.-]*\d){6,15}')",
    "zoned": r"regexp_matches(v, '\d(Z|[+-]\d\d:?\d\d)$')",
    "open": "d IS NOT NULL",
    "day_first": "TRY_CAST(d.a AS INTEGER) > 12",
    "month_first": "TRY_CAST(d.b AS INTEGER) > 12",
}


class Profile(NamedTuple):
    """One column: its rows, those filled, the different values, and the share of each kind among them."""

    name: str
    rows: int
    filled: int
    distinct: int
    time: float
    number: float
    digits: float
    email: float
    phone: float
    zoned: float
    open: float
    day_first: float
    month_first: float

    @property
    def full(self) -> float:
        """The share of rows that have a value."""
        return self.filled / self.rows if self.rows else 0.0

    @property
    def unique(self) -> float:
        """The share of values that occur once, roughly: 1 for an id."""
        return self.distinct / self.filled if self.filled else 0.0

    @property
    def is_time(self) -> bool:
        """Nearly all values are times, and not just numbers that could be."""
        return self.time > 0.9 and self.digits < 0.5


class Looked(NamedTuple):
    """A table of the user's as far as it was looked at: its source, and its columns in order."""

    table: Table
    text: str
    columns: tuple[Profile, ...]

    def column(self, name: str) -> Profile:
        """The profile of the column of that name."""
        return next(column for column in self.columns if column.name == name)


def look(place: Place, table: Table, text: str) -> Looked:
    """Reads up to 200,000 rows of a source into ``seen_<table>``, as text, and describes each column.

    Raises:
        SourceError: the source cannot be read.
    """
    seen = f"seen_{table}"
    with opened(place.db, text, table, place.workspace, place.scratch) as relation:
        cells = ", ".join(
            f"{text_sql(named(name), kind, encoded=False)} AS {named(name)}"
            for name, kind in relation.types.items()
        )
        place.db.execute(
            f"CREATE OR REPLACE TABLE {seen} AS SELECT {cells} FROM ({relation.sql}) LIMIT {ROWS}"
        )
        names = tuple(name for name in relation.types if name.strip("\ufeff "))
    return Looked(table, text, _profiles(place, seen, names))


def _profiles(place: Place, seen: str, names: tuple[str, ...]) -> tuple[Profile, ...]:
    """The profile of every column, in two queries over all their cells."""
    ((rows,),) = place.db.execute(f"SELECT count(*) FROM {seen}").fetchall()
    counted = _by_column(place, seen, "count(v), count(DISTINCT v)", "v")
    sample = f"(SELECT * FROM {seen} USING SAMPLE reservoir({_LOOKED_AT} ROWS) REPEATABLE (7))"
    shares = ", ".join(f"avg(coalesce({rule}, false)::INTEGER)" for rule in _KINDS.values())
    prepared = "v, iso_text(v) AS iso, day_or_month(v) AS d, bare_number(v) AS n"
    kinds = _by_column(place, sample, shares, prepared)
    none = (0.0,) * len(_KINDS)
    return tuple(Profile(name, rows, *counted.get(name, (0, 0)), *kinds.get(name, none)) for name in names)


def _by_column(place: Place, table: str, aggregates: str, prepared: str) -> dict[str, tuple[Any, ...]]:
    cells = f"(UNPIVOT {table} ON COLUMNS(*) INTO NAME name VALUE v)"
    rows = place.db.execute(
        f"SELECT name, {aggregates} FROM (SELECT name, {prepared} FROM {cells}) GROUP BY name"
    ).fetchall()
    return {name: tuple(values) for name, *values in rows}
