"""The gate's word on a new bundle of a workspace, kept beside the bundles for whoever asks later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from models.files import json_text, write_text
from models.twins import twin_of
from pipelines.gate.deciding import decide
from pipelines.gate.decision import Decision, first, unchanged
from pipelines.gate.promises import promises

if TYPE_CHECKING:
    from pathlib import Path

    from models.bundle import Bundle
    from models.workspace import Workspace
    from pipelines.gate.judged import Judged
    from pipelines.train.material import Material


def ask(workspace: Workspace, material: Material, judged: Judged, bundle: Bundle) -> Decision:
    """The decision on the challenger ``bundle``, whoever is champion; see ``decide`` for the rest."""
    champion, rules = workspace.champion_version(), material.agreement.gate
    if champion == bundle.version:
        return unchanged()
    if champion is None:
        decision = first(rules)
    else:
        serving, twin = workspace.bundle(champion), twin_of(workspace, champion)
        kept = promises(workspace, champion, material.until)
        decision = decide(material, judged, bundle, serving, rules, twin, kept)
    write_text(_file(workspace, bundle.version), json_text(decision.to_json()))
    return decision


def decision_on(workspace: Workspace, version: str) -> Decision | None:
    """What the gate said of a bundle; None where it was not asked, or nobody remembers."""
    try:
        return Decision.from_json(json.loads(_file(workspace, version).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(workspace: Workspace, version: str) -> Path:
    return workspace.state / "gate" / f"{version}.json"
