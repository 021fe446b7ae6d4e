"""From a checked journey to a bundle: look for leaks, judge, learn from every known outcome, write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from features.clock import iso
from models.evaluation import better_kind
from models.tuning import tuning_told
from pipelines.progress import step
from pipelines.train.assemble import assemble, digests
from pipelines.train.belief import prepare
from pipelines.train.coherence import coherence
from pipelines.train.delays import measured_delays
from pipelines.train.judge import judge
from pipelines.train.leakage import refuse_leaks
from pipelines.train.learning import learn
from pipelines.train.twin import write_twin

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.bundle import Bundle
    from models.workspace import Workspace
    from pipelines.train.belief import Belief
    from pipelines.train.judge import Judgement
    from pipelines.train.material import Material


def learnt(workspace: Workspace, material: Material, text: str) -> tuple[Bundle, Judgement]:
    """The new bundle, and how its recipe did on leads it had not seen.

    Args:
        text: the agreement, word for word.

    Raises:
        LeakageError: something knows the outcome.
    """
    agreement = material.agreement
    with step("computing features"):
        everything = prepare(material, material.until)
    with step("looking for what knows the outcome"):
        held = refuse_leaks(material, everything)
    with step("judging on leads the model has not seen") as tell:
        judgement = judge(material, everything, tell)
    horizons = agreement.targets.horizons()
    with step("learning from every known outcome") as tell:
        data = everything.dataset
        final = learn(
            everything,
            {target: data.open[target] for target in horizons},
            horizons,
            agreement.seed,
            lambda: tell("boosting"),
            settings=material.settings,
            young=np.ones(data.as_of.size, dtype=bool),
            instead={
                target: kind
                for target, found in judgement.targets.items()
                if (kind := better_kind(found)) is not None
            },
        )
    evaluation: dict[str, Any] = {
        "origin": iso(judgement.origin) if judgement.twin else None,
        "targets": judgement.targets,
        "calibration": _calibration(judgement),
        "coherence": coherence(judgement),
        **held.to_json(),
        "data": digests(material),
        "maturity": {"delays": measured_delays(material), "young": _young(final)},
        "tuning": tuning_told(workspace, horizons, material.until),
    }
    with step("writing the bundle"):
        bundle = assemble(workspace.bundles, material, final, text, evaluation)
        write_twin(workspace, bundle, material, judgement, text)
    return bundle, judgement


def _calibration(judgement: Judgement) -> dict[Target, dict[str, Any]]:
    """Per target: whether the probabilities meant what they said, in all and by segment."""
    return {
        target: {
            "ratio": found["model"]["calibration_ratio"],
            "error": found["model"]["calibration_error"],
            "maps": {event: told["calibration"] for event, told in found["learnt"].items()},
            "drift": {event: told["drift"] for event, told in found["learnt"].items()},
            "segments": found["segments"],
        }
        for target, found in judgement.targets.items()
    }


def _young(final: Belief) -> dict[str, dict[str, int]]:
    """Per event, how many moments taught although their horizon had not passed."""
    return {event: {"known": model.known, "waiting": model.waiting} for event, model in final.models.items()}
