"""How the cells of one column are read: SQL for text, ids, times and numbers, by what they are typed as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from features.sources.connection import named, quoted
from features.sources.shapes import open_name
from features.sources.times import typed_time

if TYPE_CHECKING:
    from collections.abc import Iterable

_BLANKS: Final = " || ".join(f"chr({code})" for code in (9, 10, 13, 32, 0xA0, 0xFEFF))

MACROS: Final = f"""
CREATE MACRO trimmed_word(t) AS nullif(trim(t, {_BLANKS}), '');
CREATE MACRO trimmed(t) AS
    CASE WHEN t >= '!' AND t < chr(127) AND t[-1:] BETWEEN '!' AND '~' THEN t ELSE trimmed_word(t) END;
"""
_FRACTIONAL: Final = ("DOUBLE", "FLOAT", "DECIMAL")
_NUMERIC: Final = (*_FRACTIONAL, "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER")


class Cells(NamedTuple):
    """A column of theirs: its SQL name and type, and whether its text is dictionary-encoded."""

    name: str
    sql_type: str
    encoded: bool = False

    def text(self) -> str:
        """Trimmed, NULL where blank; lists are joined by semicolons."""
        if self.sql_type.endswith("[]"):
            return f"nullif(array_to_string({self.name}::VARCHAR[], ';'), '')"
        if self.sql_type != "VARCHAR":
            return f"{self.name}::VARCHAR"
        # one plain function runs once a word of a dictionary; the longer way is faster once a row
        return f"trimmed_word({self.name})" if self.encoded else f"trimmed({self.name})"

    def identifier(self, missing: Iterable[str] = ()) -> str:
        """The id as text; whole numbers that a gap elsewhere turned into 123.0 are whole again."""
        if self.sql_type.startswith(_FRACTIONAL):
            return (
                f"if({self.name} = trunc({self.name}), {self.name}::HUGEINT::VARCHAR, {self.name}::VARCHAR)"
            )
        text = self._replace(encoded=False).text()
        words = is_missing(text, missing)
        return f"CASE WHEN {words} THEN NULL ELSE {text} END" if self.sql_type == "VARCHAR" else text

    def time(self, ours: str) -> list[str]:
        """Microseconds as ``ours``, and the text of those that are no time, or not yet."""
        typed = typed_time(self.name, self.sql_type)
        value = typed or f"text_time({self.text()})"
        text = f"{self.name}::VARCHAR" if typed else self.text()
        return [
            f"{value} AS {named(ours)}",
            f"CASE WHEN {value} IS NULL THEN {text} END AS {open_name(ours)}",
        ]

    def number(self, ours: str) -> list[str]:
        """The number as ``ours``, the text of what is none yet, and whether its decimals follow a comma."""
        if self.sql_type.startswith(_NUMERIC):
            return no_number(ours, f"{self.name}::DOUBLE")
        bare = f"bare_number({self.text()})"
        return [
            f"text_number({bare}) AS {named(ours)}",
            f"CASE WHEN text_number({bare}) IS NULL THEN {self.text()} END AS {open_name(ours)}",
            f'has_comma({bare}) AS "(comma)"',
        ]


def no_number(ours: str, value: str = "NULL::DOUBLE") -> list[str]:
    """A number column in which nothing is open."""
    return [f"{value} AS {named(ours)}", f"NULL::VARCHAR AS {open_name(ours)}", 'NULL::BOOLEAN AS "(comma)"']


def is_missing(text: str, words: Iterable[str]) -> str:
    """SQL that is true where the text is a word for nothing, such as "n/a"."""
    lowered = sorted({word.strip().lower() for word in words} - {""})
    return f"lower({text}) IN ({', '.join(map(quoted, lowered))})" if lowered else "false"
