"""``leadcast answer`` and ``answers``: what sales says of leads."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.agreement import read_agreement
from features.clock import NEVER, iso, now
from features.errors import UsageError
from models.promotions import user
from models.workspace import Workspace
from pipelines.answers import read_answers, write_answers
from pipelines.answers.reading import answer_of
from pipelines.answers.writing import row_of
from pipelines.commands.ledgers import ledger_at
from pipelines.commands.times import instant_of
from pipelines.progress import console
from pipelines.score import refuse_name

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from features.agreement import Agreement
    from models.ledger import Answer, Ledger

MOST_SHOWN = 50


def answer(given: Namespace) -> dict[str, Any]:
    """Keeps one answer; said again it changes nothing."""
    agreement = read_agreement(given.workspace)
    told = answer_of(vars(given), agreement.feedback, agreement.zone, user())
    with ledger_at(Workspace(given.workspace), agreement) as ledger:
        for doubt in _doubts(told, ledger):
            console.print(f"[yellow]warning[/yellow] {escape(doubt)}")
        status = ledger.answered(told)
    said = "is in the ledger" if status == "recorded" else "was in the ledger already"
    console.print(f"{escape(told.lead_id)} {told.kind}: the answer {said}")
    return {"status": status, "lead_id": told.lead_id, "kind": told.kind}


def _doubts(told: Answer, ledger: Ledger) -> Iterator[str]:
    """What is probably a slip; the answer is kept all the same, as the service would."""
    if ledger.journey(told.lead_id) is None:
        yield (
            f"the ledger has heard nothing of a lead {told.lead_id!r}; if it is in the sources, "
            "leadcast sync tells it"
        )
    if told.at is not None and told.at > told.received_at:
        yield f"the answer is dated {iso(told.at)[:16]}, which is still to come"


def answers(given: Namespace) -> dict[str, Any]:
    """Lists or writes out what was answered, or brings in a file of it."""
    agreement = read_agreement(given.workspace)
    if given.source:
        if given.lead or given.since or given.out:
            raise UsageError(
                "--from brings answers in; --lead, --since and --out are for those that are there"
            )
        return _bring_in(given, agreement)
    if given.out:
        refuse_name("--out", given.out, (".csv", ".parquet"))
    with ledger_at(Workspace(given.workspace), agreement, begun=True) as ledger:
        found = _asked(given, agreement, ledger)
        if given.out:
            rows = write_answers(given.out, found)
            console.print(f"wrote {escape(str(given.out))}: {rows:,} answers")
            return {"out": str(given.out), "rows": rows}
        return _listed(found, everything=given.json)


def _bring_in(given: Namespace, agreement: Agreement) -> dict[str, Any]:
    told = read_answers(given.source, agreement.feedback, agreement.zone, user())
    with ledger_at(Workspace(given.workspace), agreement) as ledger:
        taken = ledger.take_all({f"line {line}": one for line, one in told.items()})
    console.print(f"{taken.count('recorded'):,} answers recorded, {taken.count('already'):,} known already")
    return {"recorded": taken.count("recorded"), "already": taken.count("already")}


def _asked(given: Namespace, agreement: Agreement, ledger: Ledger) -> Iterator[Answer]:
    """Those received since then, of all leads or of one."""
    since = instant_of(given.since, agreement)
    since = NEVER if since is None else since
    if given.lead is None:
        return ledger.answered_between(since, now() + 1)
    return (one for one in ledger.answers(given.lead) if one.received_at >= since)


def _listed(found: Iterator[Answer], *, everything: bool) -> dict[str, Any]:
    rows = [row_of(one) for one in (found if everything else islice(found, MOST_SHOWN + 1))]
    for row in rows[:MOST_SHOWN]:
        said = (row["at"], row["lead_id"], row["kind"], row["reason"], row["note"], f"({row['told_by']})")
        console.print(escape("  ".join(filter(None, said))), soft_wrap=True)
    if len(rows) > MOST_SHOWN:
        console.print("and more; write them all with --out FILE.csv")
    if not rows:
        console.print("sales has not answered anything of the kind")
    return {"answers": rows}
