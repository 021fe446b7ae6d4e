"""Names of the agreement that the data lack, and numbers and letters that cannot be read."""

from __future__ import annotations

from typing import Final

from features import clock
from features.checks.finding import Check
from features.checks.wording import set_aside
from features.sources.amounts import number_of
from features.sources.shapes import TABLES, Table

_NUMBERED: Final[tuple[tuple[Table, str], ...]] = tuple(
    (table, number) for table in TABLES if (number := number_of(table))
)

CHECKS: Final[tuple[Check, ...]] = (
    *(
        Check(
            name="unreadable number",
            severity="warning",
            table=table,
            column=number,
            sql=set_aside(table, f"unreadable {number}", number),
            reason="The row is kept without its number.",
            action="Export plain numbers, or make them so in a query.",
        )
        for table, number in _NUMBERED
    ),
    *(
        Check(
            name="comma or point?",
            severity="warning",
            table=table,
            column=number,
            sql=f"""
                SELECT example || ', read with a decimal ' || if(comma, 'comma', 'point') AS example,
                       rows AS n FROM fact_numbers WHERE table_name = '{table}' AND NOT certain""",
            reason="Numbers such as 1.234 mean two things, and no other of the column decides which.",
            action=f"If that is wrong, make them plain in a query: replace({number}, '.', '') AS {number}.",
        )
        for table, number in _NUMBERED
    ),
    Check(
        name="no such attribute",
        severity="warning",
        table="leads",
        sql="""
            SELECT section || ' ' || agreed.name || coalesce(' (did you mean ' || (
                       SELECT arg_max(name, jaro_winkler_similarity(compared, agreed.compared))
                       FROM fact_columns WHERE jaro_winkler_similarity(compared, agreed.compared) > 0.8
                   ) || '?)', '') AS example, 1 AS n
            FROM fact_agreed AS agreed
            WHERE section LIKE '%attribute%' AND compared NOT IN (SELECT compared FROM fact_columns)""",
        reason="The agreement names a column that leads does not have; what it says of it has no effect.",
        action="Write the column's name as the file has it, or take the line out of agreement.toml.",
    ),
    Check(
        name="excluded and needed",
        severity="warning",
        table="leads",
        sql="""
            SELECT name AS example, 1 AS n FROM fact_agreed AS agreed
            WHERE section = '[[icp.rule]] attribute' AND compared IN (SELECT compared FROM fact_columns)
                  AND compared NOT IN (SELECT compared FROM fact_columns WHERE used)""",
        reason="A rule of the ideal customer profile needs a column that [attributes] exclude leaves out.",
        action="Take the column out of exclude, or drop the rule.",
    ),
    Check(
        name="fixed and changing",
        severity="warning",
        table="attribute_changes",
        column="field",
        sql=f"""
            SELECT field AS example, count(*) AS n
            FROM attribute_changes AS change JOIN leads USING (lead_id) JOIN fact_agreed AS agreed
              ON agreed.compared = lower(regexp_replace(field, '[ _-]', '', 'g'))
            WHERE section = '[attributes] fixed' AND "at" > created_at + {clock.HOUR}
                  AND value IS DISTINCT FROM old_value
            GROUP BY field""",
        reason="The agreement calls it fixed at creation, and it changed later; its history is believed.",
        action="Take it out of [attributes] fixed.",
    ),
    Check(
        name="no such field",
        severity="warning",
        table="attribute_changes",
        column="field",
        sql="""
            SELECT field AS example, count(*) AS n FROM attribute_changes
            WHERE field NOT IN (SELECT name FROM fact_columns WHERE used) GROUP BY field""",
        reason="Changes of what is no column of leads are not used.",
        action="Export the field with leads too, or ignore this.",
    ),
    Check(
        name="damaged letters",
        severity="warning",
        table="leads",
        sql="""
            SELECT 'lead_id ' || lead_id AS example, 1 AS n FROM leads
            WHERE regexp_matches(leads::VARCHAR, 'Ã[\\x{80}-\\x{bf}]|â€|\\x{fffd}')""",
        reason="Text such as 'MÃ¼ller' was read in the wrong encoding before: one value becomes two.",
        action="Export again as UTF-8.",
    ),
    Check(
        name="one account for many leads",
        severity="warning",
        table="leads",
        column="account_id",
        sql="""
            SELECT 'account_id ' || account_id || ': ' || count(*) || ' leads' AS example, count(*) AS n
            FROM leads WHERE account_id IS NOT NULL GROUP BY account_id
            HAVING count(*) > greatest(50, 0.1 * (SELECT count(*) FROM leads))""",
        reason="So large an account usually stands in for none; what one lead does would count for all.",
        action='Add it to the words for nothing: [attributes] missing = ["", "n/a", "unknown", "its name"].',
    ),
)
