"""``leadcast persona save | list``: kinds of leads that convert differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from pipelines.commands.workspaces import workspace_at
from pipelines.insights.book import open_book
from pipelines.insights.personas.arrivals import Arrivals
from pipelines.insights.personas.followed import followed, where_of
from pipelines.insights.personas.saving import found_in, save
from pipelines.insights.personas.section import rate, targets, where
from pipelines.progress import console, step

if TYPE_CHECKING:
    from argparse import Namespace


def persona_save(given: Namespace) -> dict[str, Any]:
    """Writes a persona that was found to the agreement."""
    workspace = workspace_at(given.workspace)
    persona = save(workspace, given.found, given.name)
    console.print(f"{escape(persona.name)}: {escape(where(where_of(persona)))}", soft_wrap=True)
    console.print("written to the end of agreement.toml; pages follow it from the next leadcast insights on")
    return {"name": persona.name, "where": where_of(persona)}


def persona_list(given: Namespace) -> dict[str, Any]:
    """Lists the named personas with how they convert, and the names of those found."""
    workspace = workspace_at(given.workspace)
    found = [{"number": one["number"], "name": one["name"]} for one in found_in(workspace)]
    with step("following the personas"), open_book(workspace) as book:
        named = followed(book, Arrivals.of(book))
        horizons = dict(book.horizons)
    heads = targets({"everybody": horizons})
    table = Table("named", "leads", "share", *(words.short for _, words in heads), box=None)
    for one in named:
        table.add_row(escape(one["name"]), *_numbers(one, [target for target, _ in heads]))
    console.print(table if named else "the agreement names no persona yet; see: leadcast persona save --help")
    for one in found:
        console.print(f"found: {one['number']} {escape(one['name'])}", soft_wrap=True)
    return {"personas": named, "found": found}


def _numbers(one: dict[str, Any], names: list[str]) -> list[str]:
    if one["leads"] is None:
        return ["–", "–", *(f"no attribute {', '.join(one['unknown'])}" for _ in names)]
    told = [rate(one["rates"][target]) for target in names]
    return [f"{one['leads']:,}", f"{one['share']:.1%}", *(f"{cell.text} ({cell.small})" for cell in told)]
