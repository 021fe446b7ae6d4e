"""The report and the terminal tell what the gate asked, and who would move."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from models.workspace import Workspace
from pipelines.commands.gating import show_decision
from pipelines.gate.asking import decision_on
from pipelines.gate.check import Check, told
from pipelines.gate.decision import Decision, unchanged
from pipelines.gate.migration import Migration, Move, Mover
from pipelines.report.gate import gate_part

if TYPE_CHECKING:
    import pytest

MIGRATION = Migration(
    "2026-11-01T00:00:00+00:00",
    10,
    4,
    (Move("A1", "A1", 6), Move("A1", "A2", 1), Move("B1", "A2", 2), Move("C?", "C1", 1)),
    (Mover("L<7>", "B1", "A2", 99.0, 71.25, ("touches: +0.10 instead of +0.50",)),),
    12.0,
    15.5,
    4.0,
)


def floor(outcome: Any, group: str) -> Check:
    return told(f"floor: channel {group}", outcome, f"{group} is {outcome}.", "sql")


def test_floors_are_summed_up_unless_they_are_broken() -> None:
    asked = (
        told("size", "same", "Small."),
        floor("same", "web"),
        floor("better", "fair"),
        floor("broken", "mail"),
    )
    part = gate_part(Decision("needs_human", ("Why.",), asked, None))
    assert part is not None
    assert [(row.word, row.sentence) for row in part.rows] == [
        ("in order", "Small."),
        ("limit passed", "mail is broken."),
    ]
    assert "Of 3 kinds of lead" in part.floors
    assert "2 are not forecast worse beyond chance, 1 of them better" in part.floors
    assert part.moves is None


def test_moves_are_told_by_band() -> None:
    part = gate_part(Decision("promote", ("Why.",), (told("size", "same", "Small."),), MIGRATION))
    assert part is not None
    assert part.moves is not None
    assert part.moves.bands == ("1", "2", "?")
    assert part.moves.rows == (("1", ("6", "3", "0")), ("2", ("0", "0", "0")), ("?", ("1", "0", "0")))
    assert "4 of 10 open leads" in part.moves.sentence
    assert "15.5 new leads a week instead of 12.0" in part.moves.sentence
    assert part.moves.letters.endswith("changes for 2.")


def test_where_nothing_was_asked_there_is_no_section() -> None:
    assert gate_part(None) is None
    assert gate_part(unchanged()) is None


def test_the_page_has_the_section(improved: Any) -> None:
    decision = improved.second.decision
    page = unescape(Workspace(improved.path).report.read_text())
    assert 'href="#gate"' in page
    assert "The new version takes the champion's place." in page
    for check in decision.checks:
        assert (check.sentence in page) != check.name.startswith("floor"), check
    assert all(f">{mover.lead_id}<" in page for mover in decision.migration.movers)
    assert decision_on(Workspace(improved.path), improved.second.bundle.version) == decision


def test_nobody_remembers_what_was_not_asked(improved: Any) -> None:
    assert decision_on(Workspace(improved.path), "2020-01-01-0123456789") is None


def test_the_terminal_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    show_decision(Decision("promote", ("Because [it] is.",), (told("size", "same", "Small."),), MIGRATION))
    said = capsys.readouterr().err
    assert all(part in said for part in ("Small.", "4 of 10 open leads", "L<7>", "Because [it] is."))
