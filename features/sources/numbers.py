"""Amounts as they are written in exports ("1.234,56", "$1,234.56", "12,5 €"), read by SQL macros.

"1.234" and "1,234" mean two numbers. They stay unread until the column's other values show whether its
decimals follow a comma (``features.sources.amounts``); every other form is read at once.
"""

from __future__ import annotations

from typing import Final

_COMMA: Final = r"[-+]?(\d{1,3}(\.\d{3})+|\d+),\d+|[-+]?\d{1,3}(\.\d{3}){2,}"
_POINT: Final = r"[-+]?(\d{1,3}(,\d{3})+|\d*)\.\d+|[-+]?\d{1,3}(,\d{3}){2,}|[-+]?\d+(\.\d+)?[eE][-+]?\d+"
_OPEN: Final = r"[-+]?[1-9]\d{0,2}[.,]\d{3}"
_CURRENCY: Final = r"[\s\x{00a0}\x{202f}''’€$£¥]|^[A-Za-z]{3}|[A-Za-z]{3}\.?$"

MACROS: Final = rf"""
CREATE MACRO bare_number(t) AS regexp_replace(t, '{_CURRENCY}', '', 'g');
CREATE MACRO comma_number(t) AS TRY_CAST(replace(replace(t, '.', ''), ',', '.') AS DOUBLE);
CREATE MACRO point_number(t) AS TRY_CAST(replace(t, ',', '') AS DOUBLE);

CREATE MACRO quick_number(t) AS CASE
    WHEN t[-4:-4] NOT IN ('.', ',') AND isfinite(TRY_CAST(t AS DOUBLE)) THEN TRY_CAST(t AS DOUBLE)
END;

CREATE MACRO has_comma(n) AS CASE
    WHEN regexp_full_match(n, '{_OPEN}') THEN NULL
    WHEN regexp_full_match(n, '{_COMMA}') THEN true
    WHEN regexp_full_match(n, '{_POINT}') THEN false
END;

CREATE MACRO open_number(n) AS regexp_full_match(n, '{_OPEN}');

CREATE MACRO text_number(n) AS CASE
    WHEN regexp_full_match(n, '[-+]?\d+') THEN point_number(n)
    WHEN has_comma(n) THEN comma_number(n)
    WHEN NOT has_comma(n) THEN point_number(n)
END;
"""
