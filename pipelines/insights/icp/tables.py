"""The numbers of the theme as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipelines.insights.funnel import funnel

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAID: Final = ("target", "rule", "words", "attribute", "points", "must_have", "verdict")
_COUNTED: Final = ("leads", "outcomes", "rate", "low", "high")


def tables(found: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """rules, overlaps, grades, attributes, proposal, open and cells; docs/icp.md names their columns."""
    return {
        "rules": pd.DataFrame(list(_rules(found))),
        "overlaps": pd.DataFrame(list(_overlaps(found)), columns=["rule", "other", "phi", "jaccard", "same"]),
        "grades": pd.DataFrame(list(_by_target(found, "grades"))),
        "attributes": pd.DataFrame(list(_by_target(found, "attributes"))),
        "proposal": pd.DataFrame(list(_proposal(found))),
        "open": pd.DataFrame(found["grid"]["open"], columns=["fit", "band", "leads"]),
        "cells": pd.DataFrame(list(_cells(found))),
    }


def _by_target(found: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    for target, told in funnel(found["targets"]):
        for row in told[name]:
            yield {"target": target, **row}


def _rules(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in _by_target(found, "rules"):
        kept = {name: row[name] for name in _SAID}
        for side in ("met", "not_met", "unknown"):
            kept |= {f"{side}_{name}": row[side][name] for name in _COUNTED}
        for ratio in ("lift", "own", "newest_year", "earlier"):
            kept |= {f"{ratio}_{name}": _end(row[ratio], name) for name in ("value", "low", "high")}
        yield kept


def _end(told: dict[str, float] | None, name: str) -> float | None:
    return told[name] if told else None


def _overlaps(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in found["targets"][found["judged_by"]]["rules"]:
        for pair in row["overlaps"]:
            yield {
                "rule": row["rule"],
                "other": pair["rule"],
                **{name: pair[name] for name in ("phi", "jaccard", "same")},
            }


def _proposal(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for change in found["proposal"]["changes"]:
        yield {
            "change": change["title"],
            **{name: change[name] for name in ("kind", "attribute", "before", "after", "p")},
            "rate_met": change["met"]["rate"],
            "rate_not_met": change["not_met"]["rate"],
            **{f"ratio_{name}": change["ratio"][name] for name in ("value", "low", "high")},
        }


def _cells(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for target, cells in funnel(found["grid"]["matured"]):
        for cell in cells:
            told = {name: value for name, value in cell.items() if name != "value"}
            yield {"target": target, **told, "value_per_lead": _end(cell["value"], "mean")}
