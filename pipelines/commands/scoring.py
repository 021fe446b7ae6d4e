"""``leadcast score``: the ranked list, or exactly the moments asked for."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.errors import UsageError
from features.sources import open_journey
from models.files import digest_of
from models.scorer import Scorer
from models.workspace import Workspace
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
from pipelines.train.material import end_of

if TYPE_CHECKING:
    from argparse import Namespace


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
        tell = (
            stack.enter_context(contributions_file(given.contributions, scorer)).add
            if given.contributions
            else None
        )
        with step("scoring"):
            if asked:
                scores = score_moments(scorer, journey, *asked, tell)
            else:
                scores = score_open(scorer, journey, as_of or end_of(journey), tell)
    write_table(given.out, scores)
    statuses = Counter(found.status for found in scores)
    told = (
        ", ".join(f"{count} {status}" for status, count in statuses.most_common()) or "no lead is open then"
    )
    console.print(f"wrote {escape(str(given.out))}: {len(scores)} rows ({told}), by {bundle.version}")
    return {
        "out": str(given.out),
        "rows": len(scores),
        "statuses": dict(statuses),
        "model_version": bundle.version,
        "agreement_version": scorer.agreement_version,
    }
