"""``leadcast icp``: what should change in the profile, and what would change then."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from rich.markup import escape
from rich.table import Table

from features.errors import UsageError
from pipelines.commands.workspaces import workspace_at
from pipelines.icp.candidate import read_candidate
from pipelines.icp.dryrun import dry_run
from pipelines.icp.proposing import judging_target, proposed
from pipelines.icp.saying import handed_sentences, open_sentence
from pipelines.insights.book import open_book
from pipelines.progress import console, step

if TYPE_CHECKING:
    from argparse import Namespace

    from pipelines.icp.proposing import Proposed

_SHOWN: Final = 5


def icp_propose(given: Namespace) -> dict[str, Any]:
    """Proposes changes with their evidence, as a diff of agreement.toml."""
    workspace = workspace_at(given.workspace)
    with step("reading the sources"), open_book(workspace) as book:
        target = given.target or judging_target(book)
        if target not in book.horizons:
            raise UsageError(f"--target {target}: the champion does not forecast it")
        found = proposed(book, target)
    _say(found)
    if given.out and found.diff:
        given.out.write_bytes(found.diff.encode())
        console.print(f"wrote {escape(str(given.out))}; apply it with: patch -p1 < {escape(str(given.out))}")
    elif found.diff and not given.json:
        sys.stdout.write(found.diff)
    return {**found.to_json(), "model_version": workspace.champion_version()}


def _say(found: Proposed) -> None:
    if not found.proposal.enough:
        console.print(
            f"too few outcomes to say: {found.proposal.outcomes:,} of {found.proposal.leads:,} leads"
        )
    elif not found.proposal.changes:
        console.print(
            f"nothing to propose: the outcomes of {found.proposal.leads:,} leads speak for no change"
        )
    for title, sentence in zip(found.titles, found.sentences, strict=True):
        console.print(f"[bold]{escape(title)}[/bold]")
        console.print(f"  {escape(sentence)}")
    if found.unwritten:
        console.print(f"[yellow]no diff[/yellow] {escape(found.unwritten)}")


def icp_dry_run(given: Namespace) -> dict[str, Any]:
    """Says what another profile would change."""
    new = read_candidate(given.new)
    workspace = workspace_at(given.workspace)
    with step("reading the sources and scoring"), open_book(workspace) as book:
        found = dry_run(book, new)
    for line in found["doubts"]:
        console.print(f"[yellow]doubtful[/yellow] {escape(line)}")
    if found["left_out"]:
        named = ", ".join(found["left_out"])
        console.print(f"{escape(str(given.new))} differs in {named} too, which is left out of this")
    console.print(open_sentence(found))
    _show_moves(found["open"]["moves"])
    for example in found["open"]["examples"][:_SHOWN]:
        console.print(
            f"  {escape(example['lead_id'])}: {example['before']} to {example['after']}; "
            f"{escape('; '.join(example['why']))}"
        )
    for target, told in found["last_year"].items():
        _show_grades(target, told)
        for sentence in handed_sentences(target, told):
            console.print(escape(sentence))
    return found


def _show_moves(moves: list[dict[str, Any]]) -> None:
    letters = sorted({move[side] for move in moves for side in ("before", "after")}, key="ABCDX?".index)
    leads = {(move["before"], move["after"]): move["leads"] for move in moves}
    table = Table("now", *letters, title="Open leads by fit: now (rows), then (columns)")
    for was in letters:
        row = [leads.get((was, will), 0) for will in letters]
        if any(row):
            table.add_row(was, *(f"{count:,}" if count else "" for count in row))
    console.print(table)


def _points(grade: dict[str, Any]) -> str:
    """How many percentage points more the new rules' leads convert."""
    if grade["low"] is None:
        return "too few to say"
    value, low, high = (100 * grade[name] for name in ("difference", "low", "high"))
    return f"{value:+.1f} ({low:+.1f} to {high:+.1f})"


def _show_grades(target: str, told: dict[str, Any]) -> None:
    title = f"Last year's leads by fit on arrival: {target}"
    rules = ("leads, old rules", "new rules", "converted, old rules", "new rules", "points of difference")
    table = Table("fit", *rules, title=title)
    for grade in told["grades"]:
        old, new = grade["old"], grade["new"]
        table.add_row(
            grade["grade"],
            f"{old['leads']:,.0f}",
            f"{new['leads']:,.0f}",
            *("-" if one["rate"] is None else f"{one['rate']:.1%}" for one in (old, new)),
            _points(grade),
        )
    console.print(table)
