"""Puts a bundle together: everything that scoring needs, as texts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import lightgbm
import numpy as np

from features.clock import iso, words
from models.bands import cut_bands
from models.booster import BoosterSettings
from models.bundle import write_bundle
from models.files import digest_of, json_text
from models.funnel import serves
from models.learn import leads_by_outcome
from models.reach import Reach
from models.reference import FILE as REFERENCE
from models.rows import weigh_leads_alike
from pipelines.train.card import card
from pipelines.train.events import event_files
from pipelines.train.importance import importance
from pipelines.train.reference import referred

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
        "importance.json": json_text(importance(final)),
        **event_files(final),
    }
    horizons = material.agreement.targets.horizons()
    facts = {
        "name": material.agreement.name,
        "as_of": iso(material.until),
        "agreement_version": digest_of(agreement_text),
        "targets": {
            target: {"horizon_us": horizons[target], **_learnt_from(final, target)}
            for target in final.funnel.targets
        },
        "models": {event: model.to_json() for event, model in final.models.items()},
        "meanings": meanings(final),
        "settings": {
            target: changed for target, own in material.settings.items() if (changed := _changed(own))
        },
        "data": digests(material),
        "lightgbm": lightgbm.__version__,
    }
    files[REFERENCE] = json_text(referred(material, facts, files))
    files["card.md"] = card(facts, evaluation, material.agreement.attributes.trust)
    return write_bundle(folder, iso(material.until), facts, files)


def digests(material: Material) -> dict[str, dict[str, int | str]]:
    """Rows and an order-free hash of each table, so that two trainings can tell whether they saw the same."""
    found: dict[str, dict[str, int | str]] = {}
    for table in ("leads", "touches", "stages", "attribute_changes", "snapshots"):
        ((rows, digest),) = material.journey.db.sql(
            f"SELECT count(*), coalesce(sum(hash(t)), 0)::VARCHAR FROM {table} t"
        ).fetchall()
        found[table] = {"rows": int(rows), "digest": str(digest)}
    return found


def ranking_target(material: Material, final: Belief) -> Target | None:
    """The target that ranks leads: the agreed one if it was learnt, else the last of the funnel."""
    wanted = material.agreement.action.rank_by
    learnt = final.funnel.targets
    if wanted in learnt:
        return wanted
    return next((target for target in ("close", "sql") if target in learnt), None)


def _bands(material: Material, final: Belief) -> dict[str, Any]:
    """Cut where new leads will stand: on moments too young for a label; and how far the training reached."""
    target = ranking_target(material, final)
    if target is None:
        return {"ranked_by": None, "bands": None, "reach": None}
    data = final.dataset
    learnt = np.any(list(data.open.values()), axis=0)
    age = data.as_of[learnt] - data.created[learnt]
    reach = Reach.of(data.features, data.x[learnt], age, max(final.horizons.values()))
    young = data.open[target] & (data.as_of > data.as_of[final.trained_on[target]].max())
    chosen = young if np.unique(data.lead[young]).size >= LEAST_NEWCOMERS else final.trained_on[target]
    p = final.p(target, chosen)
    bands = cut_bands(p, weigh_leads_alike(data.lead[chosen]), material.agreement.action.bands)
    return {"ranked_by": target, "bands": bands.to_json(), "reach": reach.to_json()}


def _learnt_from(final: Belief, target: Target) -> dict[str, Any]:
    rows = final.rows(target, final.trained_on[target])
    models = [model for event, model in final.models.items() if serves(event, target)]
    return {
        "rows": len(rows),
        "leads": int(np.unique(rows.lead).size),
        "converted": leads_by_outcome(rows)[0],
        "from": iso(int(rows.as_of.min())),
        "to": iso(int(rows.as_of.max())),
        "trees": sum(model.count for model in models),
        "gap_kept": all(model.honest for model in models),
    }


def meanings(final: Belief) -> dict[str, str]:
    """What each number means, in a sentence: part of the bundle, so that nobody has to guess."""
    horizon = {target: words(microseconds) for target, microseconds in final.horizons.items()}
    said: dict[str, str] = {}
    if "sql" in horizon:
        said["p_sql"] = (
            f"The chance that the lead becomes an SQL, an opportunity or a customer within {horizon['sql']} "
            "of the moment. Empty for a lead that is one already."
        )
    if "close" in horizon:
        said["p_close"] = f"The chance that the lead is won within {horizon['close']} of the moment."
    if "close_given_sql" in final.models:
        said["p_close_given_sql"] = (
            f"The chance that the lead is won within {horizon['close']} of the moment if it becomes an SQL "
            "within that time, or is one already. p_close is this times the chance of an SQL within that "
            "time, so it never exceeds either."
        )
    return said


def _changed(settings: BoosterSettings) -> dict[str, Any]:
    """The settings that are not the defaults."""
    defaults = asdict(BoosterSettings())
    return {name: value for name, value in asdict(settings).items() if value != defaults[name]}
