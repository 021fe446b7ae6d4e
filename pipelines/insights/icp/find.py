"""Finds what there is to say of the profile in the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.icp.evidence.audit import audit, graded
from models.icp.evidence.design import beside_rules
from models.icp.evidence.rates import rate
from models.icp.evidence.search import LEVEL, screen
from pipelines.icp.arrivals import arrivals, attributes_of, sample_of, ways_in
from pipelines.icp.grid import grid
from pipelines.icp.lastyear import YEAR
from pipelines.icp.looks import letter
from pipelines.icp.proposing import judging_target, proposed

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.icp.evidence.sample import Attribute, Sample
    from models.icp.evidence.search import Screened
    from pipelines.insights.book import Book


def find(book: Book) -> dict[str, Any]:
    """Everything, as plain values: audit by target, the proposal, the grid and who disagrees."""
    icp = book.agreement.icp
    return {
        "rules": len(icp.rule),
        "cuts": list(icp.grades),
        "minimum_known": icp.minimum_known,
        "judged_by": judging_target(book),
        "horizons_us": dict(book.horizons),
        "twin": book.twin is not None,
        "targets": {target: _target(book, target) for target in book.horizons},
        "proposal": proposed(book, judging_target(book)).to_json(),
        "grid": grid(book),
    }


def _target(book: Book, target: Target) -> dict[str, Any]:
    rows = arrivals(book, target)
    sample = sample_of(book, target)
    letters = [letter(book.fits[row]) for row in np.flatnonzero(rows)]
    newest = int(sample.created.max(initial=0)) - YEAR
    return {
        "base": rate(sample.y, sample.cluster).to_json(),
        "rules": audit(sample, book.agreement.icp, newest),
        **graded(sample, letters),
        "attributes": [
            *_screened(sample, attributes_of(book, rows), book.agreement.seed, way_in=False),
            *_screened(sample, ways_in(book, rows), book.agreement.seed, way_in=True),
        ],
    }


def _screened(
    sample: Sample, attributes: tuple[Attribute, ...], seed: int, *, way_in: bool
) -> list[dict[str, Any]]:
    """What each attribute adds beside the rules, in words."""
    told = screen(sample, beside_rules(sample), attributes, seed=seed)
    return [
        {
            "attribute": attribute.name,
            "way_in": way_in,
            "better": _names(attribute, found) if found.choice and found.choice.z > 0 else None,
            "worse": _names(attribute, found) if found.choice and found.choice.z < 0 else None,
            "p": found.p,
            "verdict": "too few leads to say"
            if found.choice is None
            else "separates"
            if found.p <= LEVEL
            else "chance would do as much",
        }
        for attribute, found in zip(attributes, told, strict=True)
    ]


def _names(attribute: Attribute, found: Screened) -> list[str]:
    return [attribute.groups[place] for place in found.choice.groups] if found.choice else []
