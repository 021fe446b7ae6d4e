"""What a training made, and the document it answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from features.checks import Finding
    from models.bundle import Bundle
    from pipelines.gate.decision import Decision


@dataclass(frozen=True, eq=False)
class Trained:
    """What a training made.

    Attributes:
        bundle: the new bundle.
        decision: whether it became champion, and why.
        evaluation: as in the bundle's evaluation.json.
        findings: warnings about the data.
        report: the page.
        run: the MLflow run's id.
        champion: the version that serves now.
    """

    bundle: Bundle
    decision: Decision
    evaluation: dict[str, Any]
    findings: tuple[Finding, ...]
    report: Path
    run: str
    champion: str | None

    def to_json(self) -> dict[str, Any]:
        """The machine-readable answer of ``leadcast train --json``."""
        facts, judged = self.bundle.manifest["facts"], self.evaluation["targets"]
        return {
            "model_version": self.bundle.version,
            "bundle": str(self.bundle.path),
            "report": str(self.report),
            "run_id": self.run,
            "decision": self.decision.to_json(),
            "as_of": facts["as_of"],
            "targets": {
                target: {**learnt, **judged.get(target, {})} for target, learnt in facts["targets"].items()
            },
            "models": facts["models"],
            "meanings": facts["meanings"],
            "baselines": {target: found["baselines"] for target, found in judged.items()},
            **{
                name: self.evaluation[name]
                for name in ("calibration", "coherence", "leakage", "leakage_gap", "maturity", "tuning")
            },
            "warnings": [finding.to_json() for finding in self.findings],
        }
