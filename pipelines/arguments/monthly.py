"""``leadcast retrain`` and ``months``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.arguments.verb import without_insights

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares them."""
    retrain = verbs.add("retrain", "the month's retraining: snapshot, train, gate, report, record")
    retrain.add_argument("--month", metavar="MONTH", help="such as 2026-10 (default: the last that is over)")
    without_insights(retrain)
    verbs.add("months", "write the page of all months: decisions, outcomes, alerts, champions")
