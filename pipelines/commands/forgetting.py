"""``leadcast forget``: a lead, or what is older than is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.agreement import read_agreement
from features.clock import iso
from features.errors import UsageError
from models.ledger.document import LONGEST_ID
from models.promotions import user
from models.workspace import Workspace
from pipelines.commands.ledgers import ledger_at
from pipelines.forget import expire, forget_lead
from pipelines.progress import console, step

if TYPE_CHECKING:
    from argparse import Namespace

    from pipelines.forget import Erased


def forget(given: Namespace) -> dict[str, Any]:
    """Forgets, and says where it was, where it still is, and who has seen it."""
    path, lead_id = _asked(given)
    agreement = read_agreement(path)
    workspace = Workspace(path)
    if lead_id is None:
        with ledger_at(workspace, agreement, begun=True) as ledger, step("removing what is old"):
            expired = expire(agreement, ledger)
        told = ", ".join(f"{count:,} {table}" for table, count in expired.removed.items()) or "nothing"
        console.print(f"removed {told} from before {iso(expired.before)}")
        return {**expired._asdict(), "before": iso(expired.before)}
    with ledger_at(workspace, agreement) as ledger, step("forgetting") as tell:
        done = forget_lead(
            workspace,
            agreement,
            ledger,
            lead_id,
            pseudonymise=given.pseudonymise,
            why=given.why,
            who=user(),
            tell=tell,
        )
    _say(done)
    return {**done.to_json(), "exit_status": int(not done.gone)}


def _asked(given: Namespace) -> tuple[Path, str | None]:
    """The workspace, and the lead if it is one; a single word is the lead's id."""
    if given.expired:
        if given.lead_id is not None or given.pseudonymise:
            raise UsageError("--expired forgets what is old, of all leads; leave LEAD_ID and the rest away")
        return Path(given.workspace), None
    path, lead_id = (given.workspace, given.lead_id) if given.lead_id else (Path(), given.workspace)
    lead_id = "" if isinstance(lead_id, Path) else lead_id.strip()
    if not lead_id or len(lead_id) > LONGEST_ID or (not given.lead_id and Path(lead_id).is_dir()):
        raise UsageError("forget takes a lead's id, or --expired")
    return Path(path), lead_id


def _say(done: Erased) -> None:
    for place, count in done.was_in.items():
        console.print(f"  it was in {escape(place)}: {count:,}", soft_wrap=True)
    if not done.was_in:
        console.print("  nothing that is kept here named it")
    if done.name:
        console.print(f"  its numbers and answers are kept under {done.name}")
    if done.gone:
        console.print(
            f"[green]gone[/green]: {done.searched:,} files and the ledger were searched, and none has it"
        )
    for place, count in done.left.items():
        console.print(f"  [red]still in[/red] {escape(place)}: {count:,}", soft_wrap=True)
    if not done.compacted:
        console.print(
            "  [red]the ledger's file is in use[/red], and may hold what was removed; stop what reads it "
            "and forget again"
        )
    if not done.distinctive:
        console.print("  the id is short: texts and binary files were searched for it only where ids stand")
    if done.in_sources is not False:
        has = "the sources still have it" if done.in_sources else "the sources could not be read"
        console.print(
            f"  {has}: erase it there too. Until then Leadcast leaves it out of what it reads; "
            "what a CRM sends to the service of it is kept anew",
            soft_wrap=True,
        )
    if done.seen_by:
        # of a lead that nothing names any more, nobody knows since when it was there
        learnt = "learnt" if done.in_sources or done.was_in else "may have learnt"
        console.print(
            f"  bundles that {learnt} from it: {', '.join(done.seen_by)}. They hold none of its rows; "
            "train again for one that never saw it",
            soft_wrap=True,
        )
