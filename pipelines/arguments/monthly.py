"""``leadcast retrain`` and ``months``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares them."""
    verbs.add("retrain", "the month's retraining: snapshot, train, gate, report, record").add_argument(
        "--month", metavar="MONTH", help="such as 2026-10 (default: the last that is over)"
    )
    verbs.add("months", "write the page of all months: decisions, outcomes, alerts, champions")
