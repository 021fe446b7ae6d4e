"""What a look found, as a file: one for each instant looked at, and the newest under a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from models.files import json_text, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from models.workspace import Workspace
    from pipelines.monitor.finding import Finding
    from pipelines.monitor.run import Looked

FOLDER: Final = "monitor"
LATEST: Final = "latest.json"
WORST: Final = 5
"""Findings told of each name that raised nothing: those nearest to their limits."""


def document(found: Looked) -> dict[str, Any]:
    """All that was found: alerts, the numbers of everything looked at, and what was not."""
    owners = found.limits.owners
    looked: dict[str, list[Finding]] = {}
    for one in found.findings:
        looked.setdefault(one.name, []).append(one)
    return {
        **found.facts,
        "alerts": [one.to_json(owners) for one in found.alerts],
        "checks": [
            {
                "name": name,
                "looked_at": len(ones),
                "raised": sum(one.raised for one in ones),
                "off": name in found.limits.off,
                "nearest": [_near(one) for one in nearest(ones)],
            }
            for name, ones in looked.items()
        ],
        "outcomes": found.cohorts,
        "notes": found.notes,
    }


def nearest(ones: list[Finding]) -> list[Finding]:
    """The findings nearest to their limits, the most telling first."""

    def telling(one: Finding) -> tuple[bool, float]:
        far = one.value or 0.0
        return one.raised, max(far, 1 / far) if one.name in (
            "volume_changed",
            "calibration_off",
        ) and far else far

    return sorted(ones, key=telling, reverse=True)[:WORST]


def _near(one: Finding) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "value": one.value,
        "threshold": one.limit,
        "sentence": one.sentence,
        **one.told,
    }


def write(workspace: Workspace, told: dict[str, Any]) -> Path:
    """Writes the file of the instant, and the newest; each is whole or as it was before."""
    name = str(told["as_of"] or "unknown").replace("+00:00", "Z").replace(":", "")
    path = workspace.state / FOLDER / f"{name}.json"
    text = json_text(told)
    write_text(path, text)
    write_text(path.with_name(LATEST), text)
    return path
