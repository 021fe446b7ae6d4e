"""Targets in the order of the funnel, whatever order they were stored in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features.dataset import TARGETS

if TYPE_CHECKING:
    from collections.abc import Mapping


def ordered(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same, with each dictionary of targets in order."""
    channels, content = found["channels"], found["content"]
    return {
        **found,
        "channels": channels and {**_targets(channels), "rows": [_targets(row) for row in channels["rows"]]},
        "content": {**_targets(content), "things": [_targets(row) for row in content["things"]]},
    }


def _targets(part: Mapping[str, Any]) -> dict[str, Any]:
    told = part["targets"]
    return {**part, "targets": {target: told[target] for target in TARGETS if target in told}}
