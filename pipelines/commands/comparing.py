"""``leadcast compare``: what a bundle that rode along said, beside what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from features.agreement import read_agreement
from features.clock import iso
from pipelines.commands.times import instant_of
from pipelines.compare import compare_workspace
from pipelines.progress import console

if TYPE_CHECKING:
    from argparse import Namespace

    from models.bootstrap import Difference
    from pipelines.compare import Comparison
    from pipelines.compare.likeness import Moves
    from pipelines.compare.matured import Matured


def compare(given: Namespace) -> dict[str, Any]:
    """Compares, and prints how alike the two are and which was right."""
    since = instant_of(given.since, read_agreement(given.workspace))
    found = compare_workspace(given.workspace, given.version, since)
    _say(found)
    return found.to_json()


def _say(found: Comparison) -> None:
    console.print(f"{found.version} scored {found.requests:,} requests along with the champion")
    if not found.requests:
        console.print("it leaves receipts where the service keeps a ledger, and only while it rides along")
        return
    for version, count in found.answered.items():
        console.print(f"  {count:,} of them answered by {version}")
    for target, one in found.alike.items():
        console.print(
            f"{target}: {one.shadow:.4f} on average, the champion {one.champion:.4f} "
            f"({one.difference:+.4f}; at most {one.largest:.4f} apart); "
            f"correlation {_shown(one.correlation)}, of ranks {_shown(one.rank_correlation)}"
        )
    for name, moved in (("status", found.statuses), ("grade", found.grades), ("action", found.actions)):
        _moved(name, moved)
    for target, judged in found.matured.items():
        _judged(target, judged)
    if not found.matured and found.known_until is not None:
        until = iso(found.known_until)[:10]
        console.print(
            f"the sources end at {until}, before any horizon is over: who is right is not known yet"
        )


def _moved(name: str, moved: Moves) -> None:
    console.print(f"{name}: {moved.changed:,} differ ({moved.share:.1%})")
    if not moved.changed:
        return
    told = moved.to_json()["from_to"]
    columns = sorted({word for row in told.values() for word in row})
    table = Table("champion \\ shadow", *(word or "none" for word in columns))
    for word, row in told.items():
        table.add_row(word or "none", *(f"{row[column]:,}" if column in row else "" for column in columns))
    console.print(table)


def _judged(target: str, judged: Matured) -> None:
    console.print(
        f"{target}: the horizon of {judged.scores:,} of them is over, {judged.outcomes:,} came true, "
        f"of {judged.leads:,} leads"
    )
    for name, one in judged.measures.items():
        sure = one.difference
        console.print(
            f"  {name.replace('_', ' ')} {_shown(one.shadow)}, the champion {_shown(one.champion)}"
            + (f": {_difference(name, sure)}" if sure else "")
        )


def _difference(name: str, sure: Difference) -> str:
    """The shadow's less the champion's, and what it says; of a log loss, less is better."""
    told = f"{sure.value:+.4f} ({sure.low:+.4f} to {sure.high:+.4f})"
    if not sure.excludes_zero:
        return f"{told}, within chance"
    return f"{told}, the {'shadow' if (sure.value < 0) == (name == 'log_loss') else 'champion'} is better"


def _shown(number: float | None) -> str:
    return "unknown" if number is None else f"{number:.4f}"
