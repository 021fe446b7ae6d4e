"""``leadcast score``: the ranked list, or exactly the moments asked for."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.agreement import read_agreement
from features.errors import LeadcastError, UsageError
from features.sources import open_journey
from models.files import digest_of
from models.ledger import Ledger, ledger_url
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.commands.ledgers import PATIENCE
from pipelines.commands.times import instant_of
from pipelines.progress import console, step
from pipelines.score import (
    contributions_file,
    read_moments,
    refuse_name,
    score_moments,
    score_open,
    write_table,
)
from pipelines.score.receipts import receipts_of
from pipelines.train.material import end_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from features.sources import Journey
    from models.score import Score
    from models.scorer import Scores
    from pipelines.score.receipts import Receipts
    from pipelines.score.run import Listener


def score(given: Namespace) -> dict[str, Any]:
    """Scores with the champion, or the bundle named."""
    if given.moments and given.as_of:
        raise UsageError("--moments has an as_of for each row; leave --as-of away")
    refuse_name("--out", given.out, (".csv", ".parquet"))
    if given.contributions:
        refuse_name("--contributions", given.contributions, (".parquet",))
    workspace = Workspace(given.workspace)
    bundle = workspace.bundle(given.model) if given.model else workspace.champion()
    scorer = Scorer(bundle)
    if digest_of(workspace.agreement_text()) != scorer.agreement_version:
        console.print(
            "[yellow]warning[/yellow] agreement.toml was changed after this bundle was trained, and the "
            "bundle scores by the one it was trained under: train again, and promote if it was kept back"
        )
    asked = read_moments(given.moments, scorer.agreement.zone) if given.moments else None
    as_of = instant_of(given.as_of, scorer.agreement)
    with step("reading the sources"):
        journey = open_journey(scorer.agreement, given.workspace)
    with ExitStack() as stack:
        stack.callback(journey.close)
        takers: list[Listener] = []
        if given.contributions:
            takers.append(stack.enter_context(contributions_file(given.contributions, scorer)).add)
        receipts = _receipts(given, stack, scorer, journey)
        if receipts:
            takers.append(receipts.add)

        def tell(scores: Scores, lead_ids: tuple[str, ...], told: Sequence[Score]) -> None:
            for take in takers:
                take(scores, lead_ids, told)

        with step("scoring"):
            if asked:
                scores = score_moments(scorer, journey, *asked, tell)
            else:
                scores = score_open(scorer, journey, as_of or end_of(journey), tell)
    write_table(given.out, scores, receipts.ids if receipts else None)
    statuses = Counter(found.status for found in scores)
    told = (
        ", ".join(f"{count} {status}" for status, count in statuses.most_common()) or "no lead is open then"
    )
    console.print(f"wrote {escape(str(given.out))}: {len(scores)} rows ({told}), by {bundle.version}")
    if receipts:
        console.print(_left(receipts))
    return {
        "out": str(given.out),
        "rows": len(scores),
        "statuses": dict(statuses),
        "receipts": receipts.left if receipts else 0,
        "model_version": bundle.version,
        "agreement_version": scorer.agreement_version,
    }


def _receipts(given: Namespace, stack: ExitStack, scorer: Scorer, journey: Journey) -> Receipts | None:
    """Open leads leave receipts unless asked not to, moments of a file if asked to."""
    workspace = Workspace(given.workspace)
    try:
        agreement = read_agreement(given.workspace)
    except LeadcastError:  # what it says of scores does not count before the next training either
        agreement = scorer.agreement
    rules = agreement.ledger
    wanted = not given.moments if given.receipts is None else given.receipts
    if not wanted:
        return None
    if not rules.receipts:
        if given.receipts:
            raise UsageError("--receipts: the agreement wants none; write receipts = true under [ledger]")
        return None
    ledger = Ledger.at(ledger_url(agreement), workspace.state, patience=PATIENCE)
    stack.callback(ledger.close)
    spool = workspace.state if rules.when_lost == "spool" else None
    return stack.enter_context(receipts_of(scorer, journey, ledger, spool))


def _left(receipts: Receipts) -> str:
    """What there is to know of the receipts."""
    where = "in files, as the ledger cannot be reached" if receipts.put_aside else "in the ledger"
    without = f"; {receipts.without:,} leads of accounts too large for it left none"
    return f"left {receipts.left:,} receipts {where}{without if receipts.without else ''}"
