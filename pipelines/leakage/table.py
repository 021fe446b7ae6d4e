"""The verdicts on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.markup import escape
from rich.table import Table

from pipelines.progress import console

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from features.agreement.values import Target
    from features.knowledge import Tier
    from models.leakage import Gap, Verdict

KNOWN: Final[dict[Tier, str]] = {
    "history": "dated",
    "fixed": "fixed at creation",
    "today": "as of today only",
}
_COLOUR: Final = {"leak": "red", "suspicious": "yellow", "ok": "green"}
_TARGET: Final[dict[Target, str]] = {"sql": "qualification", "close": "closing"}


def show_verdicts(found: Sequence[Verdict], gaps: Mapping[Target, Gap]) -> None:
    """What speaks against anything as a table, the rest in a line; then the two splits' numbers."""
    doubtful = [verdict for verdict in found if verdict.verdict != "ok"]
    if doubtful:
        console.print(_table(doubtful))
    counts = ", ".join(
        f"{sum(verdict.kind == kind for verdict in found)} {words}"
        for kind, words in (("attribute", "attributes"), ("touch", "kinds of touch"), ("stage", "stages"))
    )
    least = f"{len(doubtful)} of" if doubtful else "nothing knows the outcome:"
    rest = "know it or may know it" if doubtful else "were held against it"
    console.print(f"{least} {counts} {rest}")
    for target, gap in gaps.items():
        console.print(f"{_TARGET[target]}: {gap}")


def _table(doubtful: Sequence[Verdict]) -> Table:
    table = Table("what", "name", "known", "verdict", "why", title="Does it know the outcome?")
    for verdict in doubtful:
        why = verdict.reason + (f" (trusted: {verdict.trusted})" if verdict.trusted else "")
        table.add_row(
            verdict.kind,
            escape(verdict.name),
            KNOWN[verdict.tier],
            f"[{_COLOUR[verdict.verdict]}]{verdict.verdict}[/]",
            escape(why),
        )
    return table
