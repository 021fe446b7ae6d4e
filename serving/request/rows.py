"""From a request to the population the engine scores: the lead, and its colleagues if they were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features.rows import population_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.population import Population
    from serving.request.contract import LeadIn, ScoreIn
    from serving.request.dialect import Dialect

MOST_WARNINGS = 20
LONGEST_NAME = 100
LEAD = "0000"
"""The id of the lead asked for within its population, where leads are known by their place."""


def population(dialect: Dialect, asked: ScoreIn, as_of: int) -> Population:
    """The lead asked for, which comes first, and its colleagues.

    Raises:
        Refusal: an attribute has a value that cannot be read.
    """
    leads = {f"{place:04d}": lead for place, lead in enumerate((asked, *colleagues(asked)))}
    return population_of(
        leads=[_lead(dialect, place, lead, asked, as_of) for place, lead in leads.items()],
        touches=[row for place, lead in leads.items() for row in _touches(dialect, place, lead)],
        stages=[
            {"lead_id": place, "at": row.at, "stage": dialect.stage(row.stage)}
            for place, lead in leads.items()
            for row in lead.stages
        ],
        changes=[row for place, lead in leads.items() for row in _changes(dialect, place, lead)],
        attributes=dialect.attributes,
    )


def colleagues(asked: ScoreIn) -> tuple[LeadIn, ...]:
    """The other leads, each once: the lead itself may be among those a caller has of an account."""
    seen = {asked.lead_id} - {""}
    others: list[LeadIn] = []
    for other in asked.colleagues:
        if other.lead_id not in seen:
            others.append(other)
        seen |= {other.lead_id} - {""}
    return tuple(others)


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


def _lead(dialect: Dialect, place: str, lead: LeadIn, asked: ScoreIn, as_of: int) -> dict[str, Any]:
    return {
        "lead_id": place,
        "created_at": lead.born(as_of),
        "account_id": dialect.account(lead if lead.account_id else asked),
        **dialect.values(lead),
    }


def _touches(dialect: Dialect, place: str, lead: LeadIn) -> Iterator[dict[str, Any]]:
    for row in lead.touches:
        if dialect.kept(row.kind):
            direction = dialect.direction(row.kind, row.direction)
            yield {**vars(row), "lead_id": place, "direction": direction}


def _changes(dialect: Dialect, place: str, lead: LeadIn) -> Iterator[dict[str, Any]]:
    for row in lead.attribute_changes:
        if ours := dialect.field(row.field):
            yield {**vars(row), "lead_id": place, "field": ours}
