"""Targets in the order of the funnel: a file tells them in that of the alphabet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features.dataset import TARGETS

if TYPE_CHECKING:
    from collections.abc import Mapping


def funnel(by_target: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What is told of each target, SQL before close."""
    return [(target, by_target[target]) for target in TARGETS if target in by_target]
