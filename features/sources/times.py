"""Times as they are written in exports, read as microseconds UTC by SQL macros, a column at a time.

A date such as 03/04/2024 means two days. It stays unread until the agreement or the column's own values
say which number is the day (``features.sources.dates``); every other form is read at once.
"""

from __future__ import annotations

from itertools import product
from typing import Final


def _formats(days: tuple[str, ...], clocks: tuple[str, ...]) -> str:
    return ", ".join(f"'{day}{clock}'" for day, clock in product(days, clocks))


_HALVES: Final = (" %I:%M %p", " %I:%M:%S %p")
# %z makes DuckDB read times without one in the connection's zone; without it they would be UTC
_ZONED: Final = (" %H:%M %z", " %H:%M:%S %z", " %H:%M:%S.%f %z")
_HALF_DAYS: Final = _formats(("%Y-%m-%d", "%Y/%m/%d"), _HALVES + _ZONED)
_WORDED: Final = _formats(
    ("%d %b %y", "%d %b %Y", "%d-%b-%y", "%d-%b-%Y", "%b %d %Y", "%d %B %Y", "%B %d %Y"),
    ("", " %H:%M", " %H:%M:%S", *_HALVES, *_ZONED),
)
_OPEN: Final = r"(\d\d?)[-/](\d\d?)[-/](\d{4}|\d\d)([ ,T].*)?"
_WEEKDAY: Final = r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]* +"

MACROS: Final = rf"""
CREATE MACRO half_day_time(t) AS
    try_strptime(regexp_replace(t, '\.? ?[mM]\.?$', 'm'), [{_HALF_DAYS}])::TIMESTAMPTZ;

CREATE MACRO iso_time(t) AS epoch_us(coalesce(
    TRY_CAST(t AS TIMESTAMPTZ),
    CASE WHEN TRY_CAST(split_part(t, ' ', 1) AS DATE) IS NOT NULL THEN half_day_time(t) END));

CREATE MACRO iso_date(year, month, day) AS
    CASE WHEN year[3:4] BETWEEN '00' AND '99' THEN year[1:4] ELSE if(year < '70', '20', '19') || year[1:2] END
    || '-' || month || '-' || day
    || if(year[3:4] BETWEEN '00' AND '99', year[5:], year[3:]);  -- what follows the year is the clock

CREATE MACRO after_two(t, mark) AS
    replace(t[length(split_part(t, mark, 1)) + length(split_part(t, mark, 2)) + 3:], ',', '');

CREATE MACRO day_first(t, mark) AS
    iso_date(after_two(t, mark), split_part(t, mark, 2), split_part(t, mark, 1));

CREATE MACRO month_first(t, mark) AS
    iso_date(after_two(t, mark), split_part(t, mark, 1), split_part(t, mark, 2));

CREATE MACRO compact(t) AS
    t[1:4] || '-' || t[5:6] || '-' || t[7:8]
    || if(length(t) > 8, ' ' || t[10:11] || ':' || t[12:13] || ':' || t[14:], '');

CREATE MACRO worded_time(t) AS
    epoch_us(try_strptime(regexp_replace(replace(t, ',', ' '), '{_WEEKDAY}', ''), [{_WORDED}]));

CREATE MACRO epoch_time(n) AS CASE
    WHEN abs(n) < 1e11 THEN round(n::DOUBLE * 1e6)::BIGINT
    WHEN abs(n) < 1e14 THEN round(n::DOUBLE * 1e3)::BIGINT
    WHEN abs(n) < 1e17 THEN n::BIGINT
    WHEN abs(n) < 9e18 THEN (n / 1000)::BIGINT
END;

CREATE MACRO iso_text(t) AS CASE
    WHEN t[5:5] = '-' THEN t
    WHEN t[5:5] = '/' THEN replace(t, ',', '')
    WHEN t[2:2] = '.' OR t[3:3] = '.' THEN day_first(replace(t, '. ', '.'), '.')
    WHEN regexp_full_match(t, '(19|20)\d{{6}}(T\d{{6}}.*)?') THEN compact(t)
END;

CREATE MACRO other_time(t) AS CASE
    WHEN regexp_full_match(t, '\d{{9,19}}(\.\d+)?') THEN epoch_time(TRY_CAST(t AS DOUBLE))
    WHEN regexp_matches(t, '[A-Za-z]{{3}}') AND regexp_matches(t, '\d{{2}}') THEN worded_time(t)
END;

CREATE MACRO text_time(t, iso) AS CASE WHEN iso IS NULL THEN other_time(t) ELSE iso_time(iso) END;

CREATE MACRO day_or_month(t) AS
    CASE WHEN regexp_full_match(t, '{_OPEN}') THEN regexp_extract(t, '{_OPEN}', ['a', 'b']) END;
"""
"""``text_time(t, iso_text(t))`` is the time of a text; ``iso_text`` runs once if an inner query has it."""


def local_macro(timezone: str) -> str:
    """The macro for times without a zone; in UTC it need not ask the calendar."""
    instant = "t" if timezone == "UTC" else "t::TIMESTAMPTZ"
    return f"CREATE MACRO local_time(t) AS CASE WHEN isfinite(t) THEN epoch_us({instant}) END;"


_NUMERIC: Final = ("BIGINT", "INTEGER", "HUGEINT", "UBIGINT", "UINTEGER", "DOUBLE", "FLOAT", "DECIMAL")


def typed_time(column: str, sql_type: str) -> str | None:
    """SQL for the microseconds of a column that already holds times or numbers; None for text.

    Numbers are seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size.
    """
    if sql_type == "TIMESTAMP WITH TIME ZONE":
        return f"CASE WHEN isfinite({column}) THEN epoch_us({column}) END"
    if sql_type.startswith(("TIMESTAMP", "DATE")):
        return f"local_time({column}::TIMESTAMP)"
    if sql_type.startswith(_NUMERIC):
        return f"epoch_time({column})"
    return None
