"""The twin of a bundle: learnt by the same recipe without the newest leads, kept for the next month's gate.

A month later the bundle itself cannot be judged: no lead that is younger than its training has matured. Its
twin can, on all that came after the twin's origin, and so can the next bundle's: like beside like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.clock import iso
from models.bundle import write_bundle
from models.files import digest_of, json_text
from models.twins import twin_folder
from pipelines.train.events import event_files

if TYPE_CHECKING:
    from models.bundle import Bundle
    from models.workspace import Workspace
    from pipelines.train.judge import Judgement
    from pipelines.train.material import Material


def write_twin(
    workspace: Workspace, bundle: Bundle, material: Material, judgement: Judgement, text: str
) -> Bundle | None:
    """Writes the twin that judged a bundle; None where the data were too short for one.

    Args:
        text: the agreement, word for word.
    """
    twin = judgement.twin
    if twin is None or not twin.funnel.targets:
        return None
    horizons = material.agreement.targets.horizons()
    facts = {
        "name": material.agreement.name,
        "as_of": iso(judgement.origin),
        "agreement_version": digest_of(text),
        "targets": {target: {"horizon_us": horizons[target]} for target in twin.funnel.targets},
        "models": {event: model.to_json() for event, model in twin.models.items()},
        "twin_of": bundle.version,
    }
    files = {
        "agreement.toml": text,
        "features.json": json_text(twin.plan.to_json()),
        "evaluation.json": json_text({"targets": {}}),
        "bands.json": json_text({"ranked_by": None, "bands": None, "reach": None}),
        **event_files(twin),
    }
    return write_bundle(twin_folder(workspace, bundle.version), iso(judgement.origin), facts, files)
