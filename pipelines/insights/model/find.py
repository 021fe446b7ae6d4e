"""What a bundle's own files, the gate and the monitor say of it, beside the bundles before it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pipelines.gate.asking import decision_on

if TYPE_CHECKING:
    from models.bundle import Bundle
    from models.workspace import Workspace
    from pipelines.insights.book import Book

_TOLD: Final = ("model", "baselines", "tested", "trained", "verdict")
_MEASURED: Final = ("auc", "log_loss", "calibration_ratio", "capture_10")


def find(book: Book) -> dict[str, Any]:
    """As plain JSON values: the evaluation by target, the gate's decision, the versions, the monitor."""
    bundle, workspace = book.bundle, book.workspace
    evaluation = bundle.json("evaluation.json")
    decision = decision_on(workspace, bundle.version)
    return {
        "version": bundle.version,
        "as_of": bundle.manifest["facts"]["as_of"],
        "origin": evaluation.get("origin"),
        "horizons_us": dict(book.horizons),
        "targets": {
            target: {name: told[name] for name in _TOLD}
            for target, told in (evaluation.get("targets") or {}).items()
        },
        "decision": decision.to_json() if decision else None,
        "versions": [_version(workspace, workspace.bundle(version)) for version in _in_order(workspace)],
        "monitor": _look(workspace, bundle.version),
    }


def _in_order(workspace: Workspace) -> list[str]:
    """The bundles' versions by the date of their training; of one date as they first served."""
    served = [made.version for made in workspace.history()]
    place = {version: number for number, version in reversed(list(enumerate(served)))}
    return sorted(workspace.versions(), key=lambda version: (version[:10], place.get(version, len(served))))


def _version(workspace: Workspace, bundle: Bundle) -> dict[str, Any]:
    decision = decision_on(workspace, bundle.version)
    targets = bundle.json("evaluation.json").get("targets") or {}
    return {
        "version": bundle.version,
        "as_of": bundle.manifest["facts"]["as_of"],
        "decision": decision.outcome if decision else None,
        "served": [
            {"at": made.at, "kind": made.kind, "why": made.why}
            for made in workspace.history()
            if made.version == bundle.version
        ],
        "targets": {
            target: {
                "leads": told["tested"]["leads"],
                **{name: told["model"].get(name) for name in _MEASURED},
                "intervals": {name: told["model"]["intervals"].get(name) for name in _MEASURED},
            }
            for target, told in targets.items()
        },
    }


def _look(workspace: Workspace, version: str) -> dict[str, Any] | None:
    """What the monitor last found of this bundle; None where it has not looked at it."""
    try:
        told = json.loads((workspace.state / "monitor" / "latest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if told.get("model_version") != version:
        return None
    return {
        "as_of": told["as_of"],
        "looked_at": sum(check["looked_at"] for check in told["checks"]),
        "alerts": [{"name": one["name"], "sentence": one["sentence"]} for one in told["alerts"]],
        "drift": [
            {"subject": near["subject"], "value": near["value"], "limit": near["threshold"]}
            for check in told["checks"]
            if check["name"] in ("feature_drifted", "score_drifted")
            for near in check["nearest"]
        ],
        "outcomes": [one for one in told["outcomes"] if one["all"]["leads"]],
    }
