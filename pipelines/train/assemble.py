"""Puts a bundle together: everything that scoring needs, as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import lightgbm
import numpy as np

from features.clock import iso
from models.bands import cut_bands
from models.booster import booster_text
from models.bundle import write_bundle
from models.files import digest_of, json_text
from models.rows import weigh_leads_alike
from pipelines.train.card import card

if TYPE_CHECKING:
    from pathlib import Path

    from features.agreement.values import Target
    from models.bundle import Bundle
    from pipelines.train.belief import Belief
    from pipelines.train.material import Material

LEAST_NEWCOMERS: Final = 500
"""With fewer leads newer than the training rows, the bands are cut on the training rows themselves."""


def assemble(
    folder: Path, material: Material, final: Belief, agreement_text: str, evaluation: dict[str, Any]
) -> Bundle:
    """Writes the bundle of what was learnt; its version depends on the inputs alone."""
    files = {
        "agreement.toml": agreement_text,
        "features.json": json_text(final.plan.to_json()),
        "evaluation.json": json_text(evaluation),
        "bands.json": json_text(_bands(material, final)),
    }
    for target, model in final.models.items():
        files[f"{target}.txt"] = booster_text(model.booster)
        files[f"{target}.json"] = json_text(
            {
                "columns": model.columns.tolist(),
                "names": [final.catalog.names[column] for column in model.columns],
                "calibration": model.calibration.to_json(),
                "trees": model.trees,
                "importance": _importance(model.booster),
            }
        )
    horizons = material.agreement.targets.horizons()
    facts = {
        "name": material.agreement.name,
        "as_of": iso(material.until),
        "agreement_version": digest_of(agreement_text),
        "targets": {
            target: {"horizon_us": horizons[target], **_learnt_from(final, target)} for target in final.models
        },
        "data": digests(material),
        "lightgbm": lightgbm.__version__,
    }
    files["card.md"] = card(facts, evaluation, material.agreement.attributes.trust)
    return write_bundle(folder, iso(material.until), facts, files)


def digests(material: Material) -> dict[str, dict[str, int | str]]:
    """Rows and an order-free hash of each table, so that two trainings can tell whether they saw the same."""
    found: dict[str, dict[str, int | str]] = {}
    for table in ("leads", "touches", "stages", "attribute_changes"):
        ((rows, digest),) = material.journey.db.sql(
            f"SELECT count(*), coalesce(sum(hash(t)), 0)::VARCHAR FROM {table} t"
        ).fetchall()
        found[table] = {"rows": int(rows), "digest": str(digest)}
    return found


def ranking_target(material: Material, final: Belief) -> Target | None:
    """The target that ranks leads: the agreed one if it was learnt, else the last of the funnel."""
    wanted = material.agreement.action.rank_by
    if wanted in final.models:
        return wanted
    return next((target for target in ("close", "sql") if target in final.models), None)


def _bands(material: Material, final: Belief) -> dict[str, Any]:
    """Cut where new leads will stand: on moments too young for a label, which the booster never saw."""
    target = ranking_target(material, final)
    if target is None:
        return {"ranked_by": None, "bands": None}
    data = final.dataset
    young = data.open[target] & (data.as_of > data.as_of[final.trained_on[target]].max())
    chosen = young if np.unique(data.lead[young]).size >= LEAST_NEWCOMERS else final.trained_on[target]
    p = final.models[target].predict(data.x[chosen])
    bands = cut_bands(p, weigh_leads_alike(data.lead[chosen]), material.agreement.action.bands)
    return {"ranked_by": target, "bands": bands.to_json()}


def _learnt_from(final: Belief, target: Target) -> dict[str, Any]:
    rows = final.rows(target, final.trained_on[target])
    model = final.models[target]
    return {
        "rows": len(rows),
        "leads": int(np.unique(rows.lead).size),
        "converted": int(np.unique(rows.lead[rows.y == 1]).size),
        "from": iso(int(rows.as_of.min())),
        "to": iso(int(rows.as_of.max())),
        "trees": model.trees,
        "gap_kept": model.honest,
    }


def _importance(booster: lightgbm.Booster) -> list[float]:
    return [float(gain) for gain in booster.feature_importance("gain")]
