"""How the cells of one column are read, in three steps of nested SQL: trimmed, made plain, and typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from features.sources.quoting import named, quoted
from features.sources.shapes import Column, open_name
from features.sources.times import typed_time

if TYPE_CHECKING:
    from collections.abc import Iterable

_BLANKS: Final = tuple(f"chr({code})" for code in (9, 10, 13, 32, 0xA0))

# trim with a set of characters is slow once a row: nearly every text is seen to need none by its ends' bytes
MACROS: Final = f"""
CREATE MACRO trimmed_word(t) AS nullif(trim(t, {" || ".join(_BLANKS)} || chr(65279)), '');
CREATE MACRO trimmed(t) AS CASE
    WHEN t >= '!' AND t < chr(127) AND {" AND ".join(f"NOT suffix(t, {blank})" for blank in _BLANKS)} THEN t
    ELSE trimmed_word(t)
END;
"""
_FRACTIONAL: Final = ("DOUBLE", "FLOAT", "DECIMAL")
_WHOLE: Final = 2**53
"""Below it, a floating-point number that is whole is the integer it was written as."""
_NUMERIC: Final = (*_FRACTIONAL, "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER")


class Steps(NamedTuple):
    """The expressions of one column in each of the three nested queries; the last names what it yields."""

    trimmed: str
    plain: tuple[str, ...]
    typed: tuple[str, ...]


def steps(column: Column, theirs: str, sql_type: str, *, encoded: bool) -> Steps:
    """How a column of theirs becomes one of ours.

    A time or number is followed by the text of what is none, or not yet: NULL beside its text is unread, NULL
    beside NULL is missing. A number is also followed by whether its decimals stand after a comma.
    """
    ours, raw = named(column.name), named(theirs)
    match column.role:
        case "id":
            return Steps(f"{id_sql(raw, sql_type)} AS {ours}", (ours,), (ours,))
        case "word":
            return Steps(f"{text_sql(raw, sql_type, encoded=encoded)} AS {ours}", (ours,), (ours,))
        case "time" if typed := typed_time(ours, sql_type):
            return Steps(
                f"{raw} AS {ours}", (ours,), _with_text(ours, typed, f"{ours}::VARCHAR", column.name)
            )
        case "time":
            value = f'text_time({ours}, "(iso)")'
            text = f"{text_sql(raw, sql_type, encoded=encoded)} AS {ours}"
            return Steps(
                text, (ours, f'iso_text({ours}) AS "(iso)"'), _with_text(ours, value, ours, column.name)
            )
        case "number" if sql_type.startswith(_NUMERIC):
            return absent(column)._replace(trimmed=f"{raw}::DOUBLE AS {ours}", plain=(ours,))
        case "number":
            text = f"{text_sql(raw, sql_type, encoded=encoded)} AS {ours}"
            return _written_number(column.name, text)


def _written_number(name: str, text: str) -> Steps:
    """Most numbers are plain; only the others are freed of currencies and looked at for commas."""
    ours = named(name)
    quick = f"quick_number({ours})"
    bare = f"CASE WHEN {quick} IS NULL THEN bare_number({ours}) END"
    value = _with_text(ours, 'coalesce("(quick)", text_number("(bare)"))', ours, name)
    comma = (
        f'CASE WHEN "(quick)" IS NULL THEN has_comma("(bare)") WHEN contains({ours}, \'.\') THEN false END'
    )
    plain = (ours, f'{quick} AS "(quick)"', f'{bare} AS "(bare)"')
    return Steps(text, plain, (*value, f'{comma} AS "(comma)"'))


def absent(column: Column) -> Steps:
    """A column of ours that theirs lacks."""
    ours = named(column.name)
    if column.role != "number":
        return Steps(f"NULL::VARCHAR AS {ours}", (ours,), (ours,))
    unread = (ours, f"NULL::VARCHAR AS {open_name(column.name)}", 'NULL::BOOLEAN AS "(comma)"')
    return Steps(f"NULL::DOUBLE AS {ours}", (ours,), unread)


def text_sql(raw: str, sql_type: str, *, encoded: bool) -> str:
    """Trimmed text, NULL where blank; lists are joined by semicolons, whole numbers have no decimals."""
    if sql_type.endswith("[]"):
        cells = f"list_transform({raw}, lambda cell: {_typed_text('cell', sql_type.removesuffix('[]'))})"
        return f"nullif(array_to_string({cells}, ';'), '')"
    if sql_type != "VARCHAR":
        return _typed_text(raw, sql_type)
    # one plain function runs once a word of a dictionary; the longer way is faster once a row
    return f"trimmed_word({raw})" if encoded else f"trimmed({raw})"


def _typed_text(raw: str, sql_type: str) -> str:
    """A number as JSON would be read: 5.0 and 5 are the same, for a column's type is an accident."""
    if sql_type in ("DOUBLE", "FLOAT"):
        whole = f"abs({raw}) < {_WHOLE} AND {raw} = trunc({raw})"
        return f"CASE WHEN {whole} THEN {raw}::BIGINT::VARCHAR ELSE {raw}::VARCHAR END"
    if sql_type.startswith("DECIMAL") and not sql_type.endswith(",0)"):
        return f"rtrim(rtrim({raw}::VARCHAR, '0'), '.')"
    return f"{raw}::VARCHAR"


def id_sql(raw: str, sql_type: str) -> str:
    """The id as text; whole numbers that a gap in their column turned into 123.0 are whole again."""
    if sql_type.startswith(_FRACTIONAL):
        return f"if({raw} = trunc({raw}), {raw}::HUGEINT::VARCHAR, {raw}::VARCHAR)"
    return text_sql(raw, sql_type, encoded=False)


def is_missing(text: str, words: Iterable[str]) -> str:
    """SQL that is true where the text is a word for nothing, such as "n/a"."""
    lowered = sorted({word.strip().lower() for word in words} - {""})
    return f"lower({text}) IN ({', '.join(map(quoted, lowered))})" if lowered else "false"


def _with_text(ours: str, value: str, text: str, name: str) -> tuple[str, str]:
    return (f"{value} AS {ours}", f"CASE WHEN {value} IS NULL THEN {text} END AS {open_name(name)}")
