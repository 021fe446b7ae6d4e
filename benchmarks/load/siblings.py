"""Bundles made from another without a training: sound, and each says something else of every lead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from models.bundle import write_bundle
from models.files import digest_of

if TYPE_CHECKING:
    from models.workspace import Workspace

SHIFT = 0.3
"""By how much the log-odds of one sibling's events differ from those of the next."""


def sibling(workspace: Workspace, version: str, number: int = 1) -> str:
    """The version of a new bundle: the trees of another, calibrated otherwise, under another agreement."""
    bundle = workspace.bundle(version)
    files = {name: bundle.text(name) for name in bundle.manifest["files"]}
    facts = dict(bundle.manifest["facts"])
    for event in facts["models"]:
        shifted = {"kind": "platt", "slope": 1.0, "shift": SHIFT * number}
        files[f"{event}.json"] = json.dumps({**json.loads(files[f"{event}.json"]), "calibration": shifted})
    files["agreement.toml"] += f"\n# signed again, the {number}. time\n"
    facts["agreement_version"] = digest_of(files["agreement.toml"])
    return write_bundle(workspace.bundles, f"2030-01-{number:02}", facts, files).version
