"""The scorer: a bundle and a population in, scores out. Batch and online are this one class."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from features.agreement.parse import parse_agreement
from features.attributes.kinds.boolean import is_yes
from features.catalog import Catalog
from features.labels import closed
from features.plan import Plan
from features.view import View
from models import status as why
from models.bands import Bands
from models.blend import Blend
from models.fits import Fits
from models.funnel import Forecast, funnel_of
from models.queue.calibration import errors_of
from models.reach import Reach
from models.target import TargetModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.population import Moments, Population
    from models.bundle import Bundle
    from models.icp import Fit
    from models.reasons import ForAndAgainst


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of some moments, column by column; all [moments].

    Attributes:
        status: why there is a number, or why there is none.
        status_why: the same in a sentence; empty where there is a number.
        forecasts: by target.
        close_given_sql: the chance of being won in time for a lead that is or becomes an SQL.
        rank: 0 to 100 in the reference population, of the target that ranks.
        band: 1 to 4, 0 for none.
        fits: the ICP fit.
        x: float32 [moments, features].
    """

    moments: Moments
    status: tuple[str, ...]
    status_why: tuple[str, ...]
    forecasts: dict[Target, Forecast]
    close_given_sql: NDArray[np.float64]
    rank: NDArray[np.float64]
    band: NDArray[np.int64]
    fits: tuple[Fit, ...]
    x: NDArray[np.float32]


class Scorer:
    """Scores moments with one bundle. It keeps nothing between calls.

    Attributes:
        doubts: by target, the standard error in log-odds by which all forecasts may be off together.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.version = bundle.version
        self.agreement_version: str = bundle.manifest["facts"]["agreement_version"]
        self.agreement = parse_agreement(bundle.text("agreement.toml"))
        self.plan = Plan.from_json(bundle.json("features.json"))
        self.catalog = Catalog(self.plan)
        facts = bundle.manifest["facts"]
        horizons: dict[Target, int] = {
            target: told["horizon_us"] for target, told in facts["targets"].items()
        }
        self.funnel = funnel_of(
            {
                event: Blend.from_json(bundle.json(f"{event}.json"), _trees(bundle, event))
                for event in facts["models"]
            },
            horizons,
        )
        self.targets: dict[Target, TargetModel] = {
            target: TargetModel(forecast, self.catalog) for target, forecast in self.funnel.targets.items()
        }
        saved: dict[str, Any] = bundle.json("bands.json")
        self.ranked_by: Target | None = saved["ranked_by"]
        self.bands = Bands.from_json(saved["bands"]) if self.ranked_by else None
        self.reach = Reach.from_json(saved["reach"]) if saved["reach"] else None
        self.doubts = errors_of(bundle.json("evaluation.json"))
        self._fits = Fits(self.agreement, self.plan)

    def score(self, population: Population, moments: Moments, *, explain: bool = True) -> Scores:
        """The scores of moments, ascending by (lead, as_of), all at or after their lead's creation."""
        view = View(self.plan, population, moments)
        x = self.catalog.of(view)
        shut = closed(population, moments)
        open_: dict[Target, NDArray[np.bool_]] = {
            "sql": ~shut & (population.reached_sql[moments.lead] >= moments.as_of),
            "close": ~shut & (population.reached_won[moments.lead] >= moments.as_of),
        }
        far = why.beyond(self.reach, x)
        unfit = self._unfit(view, shut, far)
        bad = functools.reduce(np.logical_or, unfit.values())
        able: dict[Target, NDArray[np.bool_]] = {target: open_[target] & ~bad for target in open_}
        said = self.funnel.all(x, able, explain=explain)
        rank = said.forecasts[self.ranked_by].p if self.ranked_by else np.full(shut.size, np.nan)
        rank = self.bands.rank(rank) if self.bands else rank
        holds = {why.CLOSED: shut, why.CONVERTED: self._reached(open_, shut.size), **unfit}
        status = why.statuses(holds, shut.size)
        return Scores(
            moments=moments,
            status=tuple(status),
            status_why=tuple(self._why(name, row, view, x, int(far[row])) for row, name in enumerate(status)),
            forecasts=said.forecasts,
            close_given_sql=said.close_given_sql,
            rank=rank,
            band=self.bands.band(rank) if self.bands else np.zeros(rank.size, dtype=np.int64),
            fits=tuple(self._fits.of(view)),
            x=x,
        )

    def _unfit(
        self, view: View, shut: NDArray[np.bool_], far: NDArray[np.int64]
    ) -> dict[str, NDArray[np.bool_]]:
        """Which status that leaves nothing to forecast holds where, the gravest first."""
        none = np.zeros(shut.size, dtype=bool)
        age = view.as_of - view.population.created[view.lead]
        return {
            why.CLOSED: shut,
            why.OPTED_OUT: self._opted_out(view),
            why.NO_MODEL: none if self.targets else ~none,
            why.NO_DATA: _nothing_known(view),
            why.TOO_OLD: self.reach.too_old(age, self.agreement.moments.too_old) if self.reach else none,
            why.FAR_OUT: far >= 0,
        }

    def _reached(self, open_: dict[Target, NDArray[np.bool_]], size: int) -> NDArray[np.bool_]:
        """Whether every target that is forecast is reached."""
        if not self.targets:
            return np.zeros(size, dtype=bool)
        return ~functools.reduce(np.logical_or, (open_[target] for target in self.targets))

    def _opted_out(self, view: View) -> NDArray[np.bool_]:
        """Whether an attribute that the agreement names says that nobody may contact the lead."""
        said = np.zeros(view.lead.size, dtype=bool)
        for name in self.agreement.attributes.opted_out:
            texts = view.text(name)
            said |= np.array([is_yes(text) for text in texts.values] + [False])[texts.codes]
        return said

    def _why(self, status: str, row: int, view: View, x: NDArray[np.float32], far: int) -> str:
        if status == why.TOO_OLD and self.reach:
            age = int(view.moments.as_of[row] - view.population.created[view.moments.lead[row]])
            return why.too_old(age, self.agreement.moments.too_old or self.reach.oldest)
        if status == why.FAR_OUT and self.reach:
            return why.far_out(self.catalog, self.reach, far, float(x[row, far]))
        return why.WHY[status]

    def reasons(self, scores: Scores) -> list[ForAndAgainst]:
        """For and against each row: of the target that ranks, or another where that is already reached."""
        said: list[ForAndAgainst] = [((), ())] * len(scores.status)
        for target in sorted(self.targets, key=lambda target: target == self.ranked_by):
            forecast, model = scores.forecasts[target], self.targets[target]
            rows = np.flatnonzero(~np.isnan(forecast.margin))
            found = model.themes.of(forecast.contributions[rows], scores.x[rows][:, model.columns])
            for row, one in zip(rows.tolist(), found, strict=True):
                said[row] = one
        return said


def _trees(bundle: Bundle, event: str) -> str | None:
    return bundle.text(f"{event}.txt") if bundle.has(f"{event}.txt") else None


def _nothing_known(view: View) -> NDArray[np.bool_]:
    """Whether the lead was never touched, and none of the attributes the plan reads was filled in."""
    nothing = ~view.touched
    for name, attribute in view.plan.attributes.items():
        if not nothing.any():
            break
        if attribute.columns:
            texts = view.text(name)
            nothing &= ~np.array([*map(attribute.filled, texts.values), False])[texts.codes]
    return nothing
