"""Another ideal customer profile tried on a workspace's leads, as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from models.workspace import Workspace
from pipelines.icp.candidate import read_candidate
from pipelines.icp.dryrun import dry_run
from pipelines.insights.book import open_book

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping


class Tried(NamedTuple):
    """What another profile would change; nothing was changed.

    Attributes:
        moves: before, after (letters of fit), leads: the open leads.
        examples: lead_id, before, after, why: those whose fit moves most.
        grades: target, grade, rules ("old" or "new"), leads, outcomes, rate, low, high: last year, each lead
            once, as it was known when it came.
        handoffs: leads a week that sales is handed, "before" and "after".
    """

    moves: pd.DataFrame
    examples: pd.DataFrame
    grades: pd.DataFrame
    handoffs: dict[str, float]


def try_profile(workspace: str | os.PathLike[str], agreement: str | os.PathLike[str]) -> Tried:
    """Tries the [icp] of another agreement's file, with the champion's forecasts.

    Raises:
        AgreementError: the file is no sound agreement.
        WorkspaceError: the workspace has no champion.
    """
    candidate = read_candidate(Path(agreement))
    with open_book(Workspace(Path(workspace))) as book:
        found = dry_run(book, candidate)
    examples = pd.DataFrame(found["open"]["examples"], columns=["lead_id", "before", "after", "why"])
    return Tried(
        pd.DataFrame(found["open"]["moves"], columns=["before", "after", "leads"]),
        examples.assign(why=examples["why"].map("; ".join)),
        pd.DataFrame(list(_grades(found["last_year"]))),
        dict(found["handoffs"]),
    )


def _grades(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for target, year in told.items():
        for row in year["grades"]:
            for rules in ("old", "new"):
                yield {"target": target, "grade": row["grade"], "rules": rules, **(row[rules] or {})}
