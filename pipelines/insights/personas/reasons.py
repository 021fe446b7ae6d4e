"""What drives the forecasts of each persona, and where that differs from everybody else's reasons."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import ndtri

from features.attributes.wording import spoken
from models.reasons import LEAST

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.rows import Floats, Ints
    from pipelines.insights.book import Book

LEAST_LEADS: Final = 30
"""Leads that the twin had not seen without which a persona's reasons are not told."""
MOST: Final = 5


def reasons(book: Book, persona: Ints, count: int) -> dict[str, Any]:
    """By persona, its strongest themes with those of other leads beside.

    The forecasts are the twin's, of leads that it had not seen, at moments whose outcome is known: how far a
    theme moves a lead's forecast is the mean of its absolute contributions over the lead's moments, in
    log-odds. Each lead counts once. The intervals of the differences hold for all themes together.

    Args:
        persona: each lead's, by its number in the book.
        count: how many personas there are.
    """
    target = _target(book)
    if target is None:
        return {"target": None, "why_not": "no_twin", "leads": 0, "personas": [None] * count}
    rows = book.unseen & book.known(target)
    leads, themes, size, sign = _by_lead(book, target, rows)
    told = [
        _strongest(themes, size, sign, persona[leads] == one) if leads.size else None for one in range(count)
    ]
    why = None if any(told) else "too_few"
    return {"target": target, "why_not": why, "leads": int(leads.size), "personas": told}


def _target(book: Book) -> Target | None:
    """The one that ranks the list where the twin forecasts it, else the furthest that it does."""
    able: list[Target] = [target for target in book.horizons if book.twin and target in book.twin.targets]
    wanted: Target = book.agreement.action.rank_by or "close"
    if wanted in able:
        return wanted
    return able[-1] if able else None


def _by_lead(book: Book, target: Target, rows: np.ndarray) -> tuple[Ints, list[str], Floats, Floats]:
    """The leads, the themes, and by lead and theme the mean absolute and mean signed contribution."""
    columns = book.reader.targets[target]
    theme_of = {feature.name: feature.theme for feature in book.reader.catalog.features}
    names = [theme_of[name] for name in columns.names]
    themes = sorted(set(names))
    into = np.array(names)[:, None] == np.array(themes)
    by_theme = book.told(target, rows).contributions[:, :-1] @ into.astype(np.float64)
    leads, place, count = np.unique(book.data.lead[rows], return_inverse=True, return_counts=True)
    sums = np.zeros((2, leads.size, len(themes)))
    np.add.at(sums[0], place, np.abs(by_theme))
    np.add.at(sums[1], place, by_theme)
    return leads, themes, *(sums / count[None, :, None])


def _strongest(themes: list[str], size: Floats, sign: Floats, here: np.ndarray) -> dict[str, Any] | None:
    if here.sum() < LEAST_LEADS:
        return None
    mean, signed = size[here].mean(axis=0), sign[here].mean(axis=0)
    others = size[~here] if (~here).sum() >= LEAST_LEADS else None
    z = float(ndtri(1 - 0.025 / len(themes)))
    drivers: list[dict[str, Any]] = []
    order = [place for place in np.argsort(-mean, kind="stable").tolist() if mean[place] >= LEAST]
    for place in order[:MOST]:
        told: dict[str, Any] = {
            "theme": _called(themes[place]),
            "moves": float(mean[place]),
            "towards": float(signed[place]),
            "others": None,
            "differs": None,
        }
        if others is not None:
            usual = float(others[:, place].mean())
            error = z * sqrt(
                size[here, place].var(ddof=1) / here.sum() + others[:, place].var(ddof=1) / len(others)
            )
            apart = float(mean[place]) - usual
            told |= {"others": usual, "low": apart - error, "high": apart + error}
            told["differs"] = bool(abs(apart) > error)
        drivers.append(told)
    return {"leads": int(here.sum()), "drivers": drivers}


def _called(theme: str) -> str:
    """A theme as said on a page: touches so that they are seen to be some."""
    for begins, says in (("kind ", "touch"), ("channel ", "touch channel")):
        if theme.startswith(begins):
            return f"{spoken(theme.removeprefix(begins))} ({says})"
    return spoken(theme)
