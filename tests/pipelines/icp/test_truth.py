"""In a world whose truth is known, a proposal moves fit towards it and leaves alone what does not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.icp import MONTHS, NOISE, agreeing, demo_book, true_ratios, with_noise
from pipelines.demo import write_world
from pipelines.icp.proposing import agreement_text, proposed
from pipelines.icp.rewrite import rewritten

if TYPE_CHECKING:
    from pathlib import Path


def test_a_proposal_moves_fit_towards_the_truth(tmp_path: Path) -> None:
    write_world(tmp_path, seed=3, leads=4000, months=MONTHS)
    with_noise(tmp_path, 3)
    for book in demo_book(tmp_path):
        text, truth = agreement_text(book), true_ratios(3, 4000, "sql")
        found = proposed(book, "sql")
        after = rewritten(text, book.agreement.icp, found.proposal.changes, found.sentences)
        assert agreeing(book, after, truth) > agreeing(book, text, truth) + 0.05
        assert {change.attribute for change in found.proposal.changes}.isdisjoint(NOISE)
        assert proposed(book, "sql") == found
