"""Looks, tells the webhook of alerts, and writes down what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.workspace import Workspace
from pipelines.monitor.run import look
from pipelines.monitor.webhook import posted, told
from pipelines.monitor.written import document, write

if TYPE_CHECKING:
    from pathlib import Path


def monitor(
    path: Path, as_of: int | None = None, service: str | None = None, webhook: str | None = None
) -> dict[str, Any]:
    """What was found, as plain values: see ``document``; its file is at ``file``.

    Args:
        as_of: an instant; default: just after the newest row.
        service: the address of the service's metrics.
        webhook: an address to be told of alerts, in the place of the agreement's.

    Raises:
        LeadcastError: there is nothing to compare with; see ``look``.
    """
    found = look(path, as_of, service)
    address = webhook or found.limits.webhook
    if address and found.alerts:
        alerts = [one.to_json(found.limits.owners) for one in found.alerts]
        found.findings.append(told(address, posted(found.facts, alerts)))
    answer = document(found)
    return {**answer, "file": str(write(Workspace(path), answer))}
