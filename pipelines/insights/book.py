"""All leads as an analyst looks at them: every moment, what came of it, and whether the twin had seen it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from features.agreement import read_agreement
from features.clock import instant
from features.errors import LeadcastError
from features.history import MISSING, Coded
from features.moments import training_moments
from features.sources import open_journey
from features.view import View
from models.fits import Fits
from models.scorer import Scorer
from models.twins import twin_of
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from features.agreement import Agreement
    from features.agreement.values import Target
    from features.dataset import Dataset
    from features.population import Population
    from models.bundle import Bundle
    from models.funnel import Forecast
    from models.icp import Fit
    from models.rows import Bools, Floats
    from models.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Book:
    """Every moment of a workspace up to an instant, as training would look at it. Rows are those of ``data``.

    Attributes:
        bundle: what the book is looked at with.
        scorer: its.
        twin: learnt by the same recipe without the newest leads; None where the data were too short for one.
        origin: leads created from here on are news to the twin; None without one.
        agreement: as it stands in the folder now; the journey is read as the bundle's own says.
    """

    workspace: Workspace
    bundle: Bundle
    scorer: Scorer
    twin: Scorer | None
    origin: int | None
    agreement: Agreement
    material: Material

    @property
    def until(self) -> int:
        """Nothing dated from this instant on is known."""
        return self.material.until

    @property
    def horizons(self) -> Mapping[Target, int]:
        """Microseconds, of the agreed targets."""
        return self.material.agreement.targets.horizons()

    @property
    def reader(self) -> Scorer:
        """Whose features the rows have: the twin's, or the bundle's where it has none."""
        return self.twin or self.scorer

    @cached_property
    def populations(self) -> tuple[Population, ...]:
        """The shards, in the order of the rows."""
        return tuple(self.material.populations())

    @cached_property
    def views(self) -> tuple[View, ...]:
        """Each shard at its moments."""
        ages, plan = self.material.agreement.moments, self.reader.plan
        return tuple(
            View(plan, population, training_moments(population, ages, self.until))
            for population in self.populations
        )

    @cached_property
    def data(self) -> Dataset:
        """Features, labels and dates by row; a label whose horizon has not passed is NaN."""
        return self.material.dataset(self.reader.catalog)

    @cached_property
    def lead_id(self) -> tuple[str, ...]:
        """By number in ``data.lead``."""
        return tuple(name for population in self.populations for name in population.lead_id)

    @cached_property
    def first(self) -> Bools:
        """Whether a row is its lead's first: each lead once, as it was known on arrival. [rows]"""
        lead = self.data.lead
        return np.concatenate(([True], lead[1:] != lead[:-1])) if lead.size else np.zeros(0, dtype=bool)

    @cached_property
    def unseen(self) -> Bools:
        """Whether a row's lead came after the twin's origin; none without a twin. [rows]"""
        return (
            np.zeros(self.data.lead.size, bool) if self.origin is None else self.data.created >= self.origin
        )

    def known(self, target: Target) -> Bools:
        """Whether a row has a label of the target: it was open, and its horizon has passed. [rows]"""
        return ~np.isnan(self.data.y[target])

    def told(self, target: Target, rows: Bools) -> Forecast:
        """The twin's forecast of some rows, with its contributions [chosen, columns of the target + 1].

        Raises:
            KeyError: the twin does not forecast the target; see ``twin.targets``.
        """
        chosen = np.flatnonzero(rows)
        open_: dict[Target, Bools] = {name: able[chosen] for name, able in self.data.open.items()}
        return self.reader.funnel.forecast(target, self.data.x[chosen], open_, explain=True)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The leads' attributes that the bundle's agreement lets be used."""
        return tuple(name for name, plan in self.reader.plan.attributes.items() if plan.columns)

    def text(self, attribute: str) -> Coded:
        """An attribute's text at each row's moment, as known then. [rows]"""
        return joined([view.text(attribute) for view in self.views])

    @cached_property
    def fits(self) -> tuple[Fit, ...]:
        """The fit by the agreement in the folder at each row's moment. [rows]"""
        return self.fits_by(self.agreement)

    def fits_by(self, agreement: Agreement) -> tuple[Fit, ...]:
        """The fit by another agreement's rules. [rows]"""
        reader = Fits(agreement, self.reader.plan)
        return tuple(fit for view in self.views for fit in reader.of(view))

    @cached_property
    def won_amount(self) -> Floats:
        """What each lead was worth when it was first won; NaN where it was not, or nobody wrote it down.

        [leads]
        """
        found = dict(
            self.material.journey.db.sql(
                "SELECT lead_id, arg_min(amount, \"at\") FROM stages WHERE stage = 'won' "
                f'AND amount IS NOT NULL AND "at" < {self.until} GROUP BY lead_id'
            ).fetchall()
        )
        return np.array([found.get(name, np.nan) for name in self.lead_id], dtype=np.float64)


@contextmanager
def open_book(workspace: Workspace, version: str | None = None, until: int | None = None) -> Generator[Book]:
    """The book of a workspace, looked at with a bundle (default: the champion).

    Args:
        until: nothing dated from this instant on is known (default: just after the newest row).

    Raises:
        WorkspaceError: there is no such bundle.
        LeadcastError: the sources can no longer be read as the bundle's agreement says.
    """
    bundle = workspace.champion() if version is None else workspace.bundle(version)
    scorer = Scorer(bundle)
    twin = twin_of(workspace, bundle.version)
    with open_journey(scorer.agreement, workspace.path, until=until) as journey:
        yield Book(
            workspace,
            bundle,
            scorer,
            Scorer(twin) if twin else None,
            instant(twin.manifest["facts"]["as_of"]) if twin else None,
            _agreement(workspace, scorer),
            Material(journey, scorer.agreement, until or end_of(journey)),
        )


def _agreement(workspace: Workspace, scorer: Scorer) -> Agreement:
    try:
        return read_agreement(workspace.path)
    except LeadcastError:  # being edited: what the bundle knows stands in
        return scorer.agreement


def joined(parts: list[Coded]) -> Coded:
    """The same texts one after the other, under one set of codes."""
    if len(parts) == 1:
        return parts[0]
    values = tuple(sorted({text for part in parts for text in part.values}))
    place = {text: code for code, text in enumerate(values)}
    codes = [part.mapped(place, MISSING) for part in parts]
    return Coded(np.concatenate(codes) if codes else np.zeros(0, np.int32), values)
