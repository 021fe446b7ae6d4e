"""How many rows there are: none, none that can be used, or suspiciously exactly as many as fit."""

from __future__ import annotations

from typing import Final

from features.checks.finding import Check
from features.checks.wording import LOGS, ROW
from features.sources.shapes import TABLES, Table


def _no_rows(table: Table) -> str:
    return f"""
        SELECT 'the source is empty' AS example, 1 AS n
        FROM fact_rows WHERE table_name = '{table}' AND rows = 0"""


CHECKS: Final[tuple[Check, ...]] = (
    Check(
        name="no rows",
        severity="error",
        table="leads",
        sql=_no_rows("leads"),
        reason="There is nobody to score.",
        action="Check the file, or the WHERE of the query.",
    ),
    *(
        Check(
            name="no rows",
            severity="warning",
            table=table,
            sql=_no_rows(table),
            reason="The source is there and has no rows.",
            action="Check the export, or leave the source out of [sources].",
        )
        for table in LOGS
    ),
    *(
        Check(
            name="no usable row",
            severity="error",
            table=table,
            sql=f"""
                SELECT 'for the other findings'' reasons' AS example, rows AS n FROM fact_rows
                WHERE table_name = '{table}' AND rows > 0 AND NOT EXISTS (FROM {table})
                      AND rows = (SELECT count(*) FROM set_aside WHERE table_name = '{table}')""",
            reason=f"Not one {ROW[table]} of the source could be used.",
            action="The other findings say why; usually [columns] points at the wrong column.",
        )
        for table in TABLES
    ),
    Check(
        name="export cut off",
        severity="warning",
        table="leads",
        sql="""
            SELECT rows || ' rows' AS example, rows AS n FROM fact_rows
            WHERE table_name = 'leads' AND rows IN (2000, 50000, 65535, 100000, 1048575)""",
        reason="That is exactly as many rows as some exports and spreadsheets can hold.",
        action="If leads are missing, export them in parts and read these with a glob.",
    ),
)
