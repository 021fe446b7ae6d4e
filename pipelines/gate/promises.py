"""Whether the champion still keeps its promises, as the monitor saw it on matured scores."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from features.clock import DAY, instant
from pipelines.gate.check import Check, told

if TYPE_CHECKING:
    from models.workspace import Workspace

NAME: Final = "promises"
RECENT: Final = 45 * DAY
"""Older looks of the monitor tell of another time."""
_BROKEN: Final = ("calibration_off", "auc_fell", "capture_fell")


def promises(workspace: Workspace, champion: str, until: int) -> Check:
    """What the monitor last said of the champion's outcomes, if it looked lately before ``until``."""
    look = _last(workspace)
    at = instant(look["as_of"]) if look and look.get("as_of") else None
    if look is None or at is None or not until - RECENT <= at <= until:
        return told(
            NAME, "unknown", "The monitor has not looked lately at what came of the champion's scores."
        )
    said = [
        str(alert["sentence"])
        for alert in look["alerts"]
        if alert["name"] in _BROKEN and str(alert["subject"]).endswith(f" by {champion}")
    ]
    if said:
        why = f"The monitor found that the champion no longer keeps its promises: {' '.join(said)}"
        return told(NAME, "broken", why)
    judged = (one for one in look.get("outcomes", ()) if one["version"] == champion)
    if not any(one["all"]["leads"] for one in judged):
        return told(NAME, "unknown", "No score of the champion has matured where the monitor last looked.")
    return told(NAME, "same", "The monitor found nothing wrong with what came of the champion's scores.")


def _last(workspace: Workspace) -> dict[str, Any] | None:
    try:
        found = json.loads((workspace.state / "monitor" / "latest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
