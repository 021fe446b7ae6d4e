"""``leadcast snapshot``: keeps today's attributes, so that their past is known from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.agreement import read_agreement
from features.clock import iso
from pipelines.commands.times import instant_of
from pipelines.progress import console, step
from pipelines.snapshot import take_snapshot

if TYPE_CHECKING:
    from argparse import Namespace


def snapshot(given: Namespace) -> dict[str, Any]:
    """Takes a snapshot and says what was new in it."""
    as_of = instant_of(given.as_of, read_agreement(given.workspace))
    with step("comparing the leads with what is stored"):
        taken = take_snapshot(given.workspace, as_of)
    if taken.file is None:
        console.print("nothing has changed since the last snapshot; nothing was written")
    else:
        console.print(
            f"kept {taken.values:,} values of {taken.leads:,} leads as of {iso(taken.at)}: "
            f"{escape(str(taken.file))}"
        )
    return taken.to_json()
