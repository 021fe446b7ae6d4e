"""``leadcast tune``, and ``train --tune``: settings that do better on later leads, if there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.agreement import read_agreement
from features.clock import SECOND, duration
from features.errors import UsageError
from pipelines.commands.times import instant_of
from pipelines.progress import console
from pipelines.tune import tune as tune_workspace

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path


def tune(given: Namespace) -> dict[str, Any]:
    """Searches within the budget, compares on leads that no trial saw, and keeps what is better there."""
    as_of = instant_of(given.as_of, read_agreement(given.workspace))
    return tune_within(given.workspace, as_of, given.budget, "--budget")


def tune_within(workspace: Path, as_of: int | None, budget: str, option: str) -> dict[str, Any]:
    """Tunes for at most so long as ``option`` of the command line says, and tells what came of it."""
    try:
        seconds = duration(budget) / SECOND
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None
    told = tune_workspace(workspace, as_of, seconds)
    for target, found in told["targets"].items():
        tried = found.get("search")
        spent = (
            f" ({tried['complete']} trials and {tried['pruned']} given up early, {tried['seconds']:.0f} s)"
            if tried
            else ""
        )
        console.print(f"{target}: {escape(found['why'])}{spent}")
    return told
