"""What of a request was ignored, one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from serving.request.contract import ScoreIn
    from serving.request.dialect import Dialect

MOST_WARNINGS: Final = 20
LONGEST_NAME: Final = 100


def warnings(dialect: Dialect, asked: ScoreIn) -> list[str]:
    """One sentence for each key that was ignored; keys beyond MOST_WARNINGS are counted."""
    said = [f"{_short(name)} is not an attribute this model knows" for name in _unknown(dialect, asked)]
    said += [f"{_short(name)} is not a column of {table}" for table, name in _strange_columns(asked)]
    if asked.colleagues and dialect.account(asked) is None:
        said.append("colleagues count only with the account_id of the lead")
    rest = len(said) - MOST_WARNINGS
    return [*said[:MOST_WARNINGS], f"{rest} more keys were ignored"] if rest > 0 else said


def _unknown(dialect: Dialect, asked: ScoreIn) -> list[str]:
    leads = (asked, *asked.colleagues)
    return sorted(set[str]().union(*(dialect.unknown(lead.attributes) for lead in leads)))


def _strange_columns(asked: ScoreIn) -> list[tuple[str, str]]:
    tables = {
        "touches": lambda lead: lead.touches,
        "stages": lambda lead: lead.stages,
        "attribute_changes": lambda lead: lead.attribute_changes,
    }
    return sorted(
        {
            (table, name)
            for table, rows_of in tables.items()
            for lead in (asked, *asked.colleagues)
            for row in rows_of(lead)
            for name in row.__pydantic_extra__ or {}
        }
    )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
