"""The gate's word on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.markup import escape
from rich.table import Table

from pipelines.progress import console
from pipelines.report.gate import gate_part

if TYPE_CHECKING:
    from pipelines.gate.decision import Decision
    from pipelines.report.gate import Moves

_COLOUR: Final = {"better": "green", "worse": "red", "broken": "red", "unknown": "yellow", "same": "default"}
_SHOWN: Final = 5
"""Movers that are shown; the report has all."""


def show_decision(decision: Decision) -> None:
    """Every question as a table, what changes for the open leads, and the reasons."""
    part = gate_part(decision)
    if part:
        table = Table("answer", "what was found", title="What the gate asked")
        for row in part.rows:
            table.add_row(f"[{_COLOUR[row.outcome]}]{row.word}[/]", escape(row.sentence))
        console.print(table)
        console.print(escape(part.floors))
        if part.moves:
            _show_moves(part.moves)
    for reason in decision.reasons:
        console.print(f"  {escape(reason)}")


def _show_moves(moves: Moves) -> None:
    console.print(escape(f"{moves.sentence} {moves.letters}".strip()))
    table = Table("champion's band", *moves.bands, title="Open leads by band: champion (rows), new (columns)")
    for before, leads in moves.rows:
        table.add_row(before, *leads)
    console.print(table)
    if not moves.movers:
        return
    table = Table("lead", "grade", "rank", "new rank", "why", title="The leads that move most")
    for mover in moves.movers[:_SHOWN]:
        table.add_row(*map(escape, mover))
    console.print(table)
