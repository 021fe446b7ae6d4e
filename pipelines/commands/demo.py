"""``leadcast demo``: a simulated funnel, trained and scored, to look around in."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.errors import UsageError
from features.sources import open_journey
from models.ledger import Ledger, ledger_url
from models.scorer import Scorer
from models.workspace import STATE, Workspace
from pipelines.commands.ledgers import PATIENCE
from pipelines.commands.training import show_training
from pipelines.demo import Plant, write_world
from pipelines.progress import console, step
from pipelines.score import score_open, write_table
from pipelines.score.receipts import receipts_of
from pipelines.sync import sync_workspace
from pipelines.train import train
from pipelines.train.material import end_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from models.score import Score

BEST = 10


def demo(given: Namespace) -> dict[str, Any]:
    """Simulates into a folder (default: demo), trains, scores, and says what to look at."""
    path: Path = given.workspace or Path("demo")
    if path.exists() and any(path.iterdir()) and not (path / "truth").is_dir():
        raise UsageError(f"{path} is not empty and holds no demo; name another folder")
    plant = Plant("note", given.plant) if given.plant else None
    with step(f"simulating {given.leads:,} leads over two years"):
        write_world(path, seed=given.seed, leads=given.leads, plant=plant)
    trained = train(path, insights=given.insights)
    show_training(trained)
    scorer = Scorer(Workspace(path).champion())
    with step("telling the ledger what the sources say") as tell:
        sync_workspace(path, tell)
    state = path / STATE
    with (
        step("scoring and explaining every open lead"),
        open_journey(scorer.agreement, path) as journey,
        closing(Ledger.at(ledger_url(scorer.agreement), state, patience=PATIENCE)) as ledger,
        receipts_of(scorer, journey, ledger, state) as receipts,
    ):
        scores = score_open(scorer, journey, end_of(journey), receipts.add)
    out = state / "scores.csv"
    write_table(out, scores, receipts.ids)
    _show_best(scores)
    console.print(f"\nall {len(scores)} open leads: {escape(str(out))}")
    console.print(f"how good the model is:  {escape(str(trained.report))}")
    console.print(f"the desk, and HTTP:     leadcast serve {escape(str(path))}   (or: make serve)")
    return {**trained.to_json(), "scores": str(out), "open_leads": len(scores)}


def _show_best(scores: Sequence[Score]) -> None:
    console.print(f"\n[bold]The {BEST} best open leads[/bold] (without an SQL chance: an SQL already)")
    for place, score in enumerate(scores[:BEST], 1):
        chances = [
            f"{name} {p:.0%}" for name, p in (("SQL", score.p_sql), ("close", score.p_close)) if p is not None
        ]
        console.print(
            f"{place:2}. {escape(score.lead_id)}  grade {score.grade}  {', '.join(chances)}  → {score.action}"
        )
        for reason in score.reasons[:3]:
            console.print(f"      [green]+[/green] {escape(reason)}")
        for reason in score.against[:2]:
            console.print(f"      [red]-[/red] {escape(reason)}")
