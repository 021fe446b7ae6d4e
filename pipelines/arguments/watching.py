"""``leadcast monitor``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.arguments.verb import time

if TYPE_CHECKING:
    from datetime import datetime

    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares it."""
    monitor = verbs.add("monitor", "what changed since the training, and what came of the forecasts")
    monitor.add_argument(
        "--as-of", type=_time, metavar="TIME", help='look as of then, or "now" (default: the newest row)'
    )
    monitor.add_argument("--service", metavar="URL", help="where the service's metrics are, to look at them")
    monitor.add_argument("--webhook", metavar="URL", help="told of alerts, in place of the agreement's")


def _time(text: str) -> datetime | str:
    return text if text == "now" else time(text)
