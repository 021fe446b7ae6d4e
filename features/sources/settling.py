"""Settles a staged table: open dates and numbers are read, rows that cannot be used are set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from features.sources import amounts, dates
from features.sources.cells import is_missing
from features.sources.quoting import named, quoted
from features.sources.shapes import Table, open_name, time_of, word_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from features.agreement import Agreement

SET_ASIDE: Final = """
CREATE TABLE set_aside (table_name VARCHAR, why VARCHAR, lead_id VARCHAR, column_name VARCHAR, found VARCHAR)
"""
"""Rows of the sources that are in no table of the journey, and numbers in it that could not be read."""

# dated after what may be known, or of a lead that is not among the leads: no finding of its own
_LATER: Final = "later"


class Settled(NamedTuple):
    """What was learnt of a table while settling it."""

    rows: int
    order: dates.DateOrder | None
    decimals: amounts.Decimals | None


def settle(db: DuckDBPyConnection, table: Table, agreement: Agreement, until: int | None) -> Settled:
    """Turns ``staged_<table>`` into ``<table>``; rows dated at or after ``until`` vanish without a trace.

    Changes of attributes do not: what one replaced is what is known of the time before it.

    Leads are settled first: the rows of other tables are held against ``known_leads`` and ``leads``.
    """
    order = dates.decide(db, table, agreement.date_order)
    decimals = amounts.decide(db, table)
    db.execute(f"CREATE VIEW read_{table} AS {_read_sql(table, order, decimals)}")
    why = _why(table, agreement, until, lost=_lost_leads(db, table))
    db.execute(f'CREATE VIEW settled_{table} AS SELECT *, {why} AS "(why)" FROM read_{table}')
    rows, odd = db.execute(f'SELECT count(*), count("(why)") FROM settled_{table}').fetchone() or (0, 0)
    _set_aside(db, table, odd)
    if odd or order or decimals:
        _copy(db, table)
    else:
        _rename(db, table)
    return Settled(rows, order, decimals)


def _lost_leads(db: DuckDBPyConnection, table: Table) -> bool:
    """Whether some leads that were read are not among the leads."""
    if table == "leads":
        return False
    ((lost,),) = db.execute(
        "SELECT (SELECT count(*) FROM known_leads) > (SELECT count(*) FROM leads)"
    ).fetchall()
    return bool(lost)


def _read_sql(table: Table, order: dates.DateOrder | None, decimals: amounts.Decimals | None) -> str:
    time, number = time_of(table), amounts.number_of(table)
    replaced = [f"{dates.settled_time(time, order)} AS {named(time)}"]
    if number:
        replaced.append(f"{amounts.settled_number(number, decimals)} AS {named(number)}")
    return f"SELECT * REPLACE ({', '.join(replaced)}) FROM staged_{table}"


def _why(table: Table, agreement: Agreement, until: int | None, *, lost: bool) -> str:
    """SQL for the reason a row cannot be used; NULL where it can. The first that holds is the reason."""
    time = time_of(table)
    rules = [
        ("lead_id IS NULL", "no lead_id"),
        (f"{named(time)} IS NULL AND {open_name(time)} IS NOT NULL", f"unreadable {time}"),
        (f"{named(time)} IS NULL", f"no {time}"),
    ]
    # a later change of an attribute stays: without it today's value would pass for that of any moment before
    if until is not None and table != "attribute_changes":
        rules.insert(0, (f"{named(time)} >= {until}", _LATER))
    if word := word_of(table):
        unknown = "lead_id NOT IN (SELECT lead_id FROM known_leads)"
        rules += [
            (f"{named(word)} IS NULL", f"no {word}"),
            (f"{unknown} AND {is_missing('lead_id', agreement.attributes.missing)}", "no lead_id"),
            (unknown, "unknown lead"),
        ]
        if lost:
            rules.append(("lead_id NOT IN (SELECT lead_id FROM leads)", _LATER))
    else:
        rules += [
            ("\"(copy)\" = 'repeated'", "repeated lead"),
            ("\"(copy)\" = 'conflicting'", "conflicting lead"),
        ]
    return "CASE " + " ".join(f"WHEN {rule} THEN {quoted(reason)}" for rule, reason in rules) + " END"


def _set_aside(db: DuckDBPyConnection, table: Table, odd: int) -> None:
    time, number = time_of(table), amounts.number_of(table)
    insert = f"INSERT INTO set_aside SELECT {quoted(table)}"
    if odd:
        db.execute(
            f'{insert}, "(why)", lead_id, {quoted(time)}, {open_name(time)} '
            f"FROM settled_{table} WHERE \"(why)\" <> '{_LATER}'"
        )
    if number:
        db.execute(
            f"{insert}, 'unreadable {number}', lead_id, {quoted(number)}, {open_name(number)} "
            f"FROM read_{table} WHERE {named(number)} IS NULL AND {open_name(number)} IS NOT NULL"
        )


def _copy(db: DuckDBPyConnection, table: Table) -> None:
    excluded = ", ".join(('"(why)"', *_scaffold(table)))
    db.execute(
        f'CREATE TABLE {table} AS SELECT * EXCLUDE ({excluded}) FROM settled_{table} WHERE "(why)" IS NULL'
    )
    _drop_views(db, table)
    db.execute(f"DROP TABLE staged_{table}")


def _rename(db: DuckDBPyConnection, table: Table) -> None:
    """Where nothing is open and nothing odd, the staged table is the table: it need not be copied."""
    _drop_views(db, table)
    db.execute(f"ALTER TABLE staged_{table} RENAME TO {table}")
    for column in _scaffold(table):
        db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _drop_views(db: DuckDBPyConnection, table: Table) -> None:
    db.execute(f"DROP VIEW settled_{table}")
    db.execute(f"DROP VIEW read_{table}")


def _scaffold(table: Table) -> list[str]:
    number = amounts.number_of(table)
    numbers = [open_name(number), '"(comma)"'] if number else []
    own = {"leads": ['"(copy)"'], "stages": ['"(theirs)"']}.get(table, [])
    return [open_name(time_of(table)), *numbers, *own]
