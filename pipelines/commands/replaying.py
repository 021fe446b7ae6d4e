"""``leadcast replay``: scores computed again from their receipts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.agreement import read_agreement
from features.clock import NEVER, now
from features.errors import UsageError
from models.workspace import Workspace
from pipelines.commands.ledgers import ledger_at
from pipelines.commands.times import instant_of
from pipelines.progress import console, step
from pipelines.replay import replay_all, replay_one

if TYPE_CHECKING:
    from argparse import Namespace

    from models.receipts.replay import Replayed

_SAYS = {
    "same": "the same bytes come out",
    "differs": "[red]another score comes out[/red]",
    "forgotten": "[yellow]cannot be computed again[/yellow]",
    "impossible": "[red]cannot be computed again[/red]",
}


def replay(given: Namespace) -> dict[str, Any]:
    """One score, or all of them; refuses where one does not come out as it was."""
    path, score_id = _asked(given)
    agreement = read_agreement(path)
    workspace = Workspace(path)
    with ledger_at(workspace, agreement, begun=True) as ledger:
        if score_id is not None:
            one = replay_one(workspace, ledger, score_id)
            _say(one)
            return {**one._asdict(), "exit_status": int(one.outcome != "same")}
        since = instant_of(given.since, agreement)
        with step("scoring again what receipts keep") as tell:
            done = replay_all(workspace, ledger, NEVER if since is None else since, now() + 1, tell)
    for one in done.told:
        _say(one)
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in done.counts.items())
    console.print(f"{done.replayed:,} receipts{f': {counts}' if counts else ''}")
    return {**done.to_json(), "exit_status": int(not done.sound)}


def _asked(given: Namespace) -> tuple[Path, str | None]:
    """The workspace, and the score if it is one; a single word is the score's id."""
    path, score_id = Path(given.workspace), given.score_id
    if given.all:
        if score_id is not None:
            raise UsageError("--all replays every score; leave the score's id away")
        return path, None
    if given.since:
        raise UsageError("--since goes with --all; a single score is named by its id")
    if score_id is None and (path == Path() or (path / "agreement.toml").is_file()):
        raise UsageError("replay takes a score's id, or --all")
    return (Path(), str(given.workspace)) if score_id is None else (path, score_id)


def _say(one: Replayed) -> None:
    console.print(f"{escape(one.score_id)} by {escape(one.model_version)}: {_SAYS[one.outcome]}")
    for sentence in one.why:
        console.print(f"  {escape(sentence)}", soft_wrap=True)
