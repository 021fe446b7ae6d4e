"""The delays of a training's targets, as its evaluation keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features.delays import delays

if TYPE_CHECKING:
    from pipelines.train.material import Material


def measured_delays(material: Material) -> dict[str, Any]:
    """Per target, how long outcomes take; from all that was known before the material's end."""
    found = delays(material.populations(), material.agreement, material.until)
    return {target: delay.to_json() for target, delay in found.items()}
