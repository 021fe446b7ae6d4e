"""What a backtest's numbers depend on, as a digest: finished periods are kept while it stays the same."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import lightgbm
import numpy as np

import features
import models
import pipelines
from features.errors import WorkspaceError
from models.files import digest_of, json_text
from pipelines.train.assemble import digests

if TYPE_CHECKING:
    from models.workspace import Workspace
    from pipelines.train.material import Material

_LETTERS: Final = 10


def inputs(workspace: Workspace, material: Material) -> dict[str, Any]:
    """The agreement, the data and the code, each as a digest."""
    return {
        "agreement": digest_of(workspace.agreement_text()),
        "data": digest_of(json_text(digests(material))),
        "code": code_version(),
    }


def refuse_other_inputs(workspace: Workspace, material: Material, expected: dict[str, Any]) -> None:
    """Stops where somebody changed the agreement or the sources since the backtest began.

    Raises:
        WorkspaceError: naming what changed.
    """
    changed = [what for what, digest in inputs(workspace, material).items() if digest != expected[what]]
    if changed:
        raise WorkspaceError(
            f"{workspace.path}: the {' and the '.join(changed)} changed while the backtest ran; start it "
            "again"
        )


@cache
def code_version() -> str:
    """Ten letters that stand for the code that learns and judges, and the libraries whose bits matter."""
    found = hashlib.sha256(f"{lightgbm.__version__} {np.__version__}".encode())
    for package in (features, models, pipelines):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*.py")):
            if package is not pipelines or path.parent.name in ("train", "backtest"):
                found.update(f"{package.__name__}/{path.relative_to(root).as_posix()}\n".encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:_LETTERS]
