"""``leadcast queue``: the leads that sales works this week, what they are worth, and what is left undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.markup import escape
from rich.table import Table

from features.errors import WorkspaceError
from features.sources import open_journey
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.commands.times import instant_of
from pipelines.progress import console, step
from pipelines.queue import (
    COLUMNS,
    SKIPPED_COLUMNS,
    agreed_capacity,
    answered_of_late,
    figures,
    listed,
    rows,
    sentences,
    skipped_rows,
    write_rows,
)
from pipelines.score import refuse_name
from pipelines.train.material import end_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

_HEAD: Final = 10
"""Leads that are shown; files have them all."""
_KINDS: Final = (".csv", ".parquet")


def queue(given: Namespace) -> dict[str, Any]:
    """Fills the capacity with the best of the open leads."""
    for option, path in (("--out", given.out), ("--skip-out", given.skip_out)):
        if path:
            refuse_name(option, path, _KINDS)
    workspace = Workspace(given.workspace)
    scorer = Scorer(workspace.champion())
    capacity = given.capacity or agreed_capacity(workspace)
    if capacity is None:
        raise WorkspaceError(
            f"{given.workspace / 'agreement.toml'}: nobody says how many leads sales can work; write "
            "[action] with capacity_per_week = 100, or ask with --capacity 100"
        )
    as_of = instant_of(given.as_of, scorer.agreement)
    answered = answered_of_late(workspace, scorer.agreement, as_of)
    with step("reading the sources"):
        journey = open_journey(scorer.agreement, given.workspace)
    with journey, step("scoring"):
        found = listed(scorer, journey, as_of or end_of(journey), capacity, answered)
    if found.queue is None:
        raise WorkspaceError(f"{given.workspace}: the list has no end")
    told = figures(found)
    on_list = rows(found, found.queue)
    _show(on_list)
    for sentence in sentences(told, scorer.agreement.targets.horizons()):
        console.print(escape(sentence))
    if given.out:
        write_rows(given.out, on_list, COLUMNS)
        console.print(f"wrote {escape(str(given.out))}: {len(on_list)} rows")
    if given.skip_out:
        below = skipped_rows(found, found.queue)
        write_rows(given.skip_out, below, SKIPPED_COLUMNS)
        console.print(f"wrote {escape(str(given.skip_out))}: {len(below)} rows, least promising first")
    return {**told, "model_version": scorer.version, "leads": on_list}


def _show(on_list: Sequence[dict[str, Any]]) -> None:
    table = Table("", "lead", "p_sql", "p_close", "grade", "because")
    for row in on_list[:_HEAD]:
        table.add_row(
            str(row["place"]),
            escape(row["lead_id"]),
            *("-" if row[name] is None else f"{row[name]:.1%}" for name in ("p_sql", "p_close")),
            row["grade"],
            escape(row["reasons"].partition("; ")[0]),
        )
    console.print(table)
    if len(on_list) > _HEAD:
        console.print(f"and {len(on_list) - _HEAD:,} more; --out FILE has them all")
