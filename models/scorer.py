"""The scorer: a bundle and a population in, scores out. Batch and online are this one class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from features.agreement.parse import parse_agreement
from features.attributes.kinds.boolean import is_yes
from features.catalog import Catalog
from features.groups.profile import known_at
from features.labels import at_risk, closed
from features.plan import Plan
from features.view import View
from models import status as why
from models.bands import Bands
from models.blend import Blend
from models.fits import Fits
from models.funnel import Forecast, funnel_of
from models.reach import Reach
from models.target import TargetModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.population import Moments, Population
    from models.bundle import Bundle
    from models.icp import Fit
    from models.reasons import Reason


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
    """Scores moments with one bundle. It keeps nothing between calls."""

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
        self._fits = Fits(self.agreement, self.plan)

    def score(self, population: Population, moments: Moments, *, explain: bool = True) -> Scores:
        """The scores of moments, ascending by (lead, as_of), all at or after their lead's creation."""
        x = self.catalog.compute(population, moments)
        view = View(self.plan, population, moments)
        open_: dict[Target, NDArray[np.bool_]] = {
            "sql": at_risk(population, moments, "sql"),
            "close": at_risk(population, moments, "close"),
        }
        masks, far = self._masks(population, moments, view, x, open_)
        unfit = np.any([holds for name, holds in masks.items() if name != why.CONVERTED], axis=0)
        able: dict[Target, NDArray[np.bool_]] = {target: open_[target] & ~unfit for target in open_}
        forecasts: dict[Target, Forecast] = {
            target: self.funnel.forecast(target, x, able, explain=explain) for target in self.targets
        }
        rank = forecasts[self.ranked_by].p if self.ranked_by else np.full(moments.lead.size, np.nan)
        rank = self.bands.rank(rank) if self.bands else rank
        status = why.statuses(masks, moments.lead.size)
        return Scores(
            moments=moments,
            status=tuple(status),
            status_why=tuple(self._why(name, row, view, x, int(far[row])) for row, name in enumerate(status)),
            forecasts=forecasts,
            close_given_sql=self.funnel.close_given_sql(x, able["close"]),
            rank=rank,
            band=self.bands.band(rank) if self.bands else np.zeros(rank.size, dtype=np.int64),
            fits=tuple(self._fits.of(view)),
            x=x,
        )

    def _masks(
        self,
        population: Population,
        moments: Moments,
        view: View,
        x: NDArray[np.float32],
        open_: dict[Target, NDArray[np.bool_]],
    ) -> tuple[dict[str, NDArray[np.bool_]], NDArray[np.int64]]:
        """Which status holds where, the gravest first; and the column that lies beyond the reach."""
        none = np.zeros(moments.lead.size, dtype=bool)
        far = why.beyond(self.reach, x)
        age = moments.as_of - population.created[moments.lead]
        reached = ~np.any([open_[target] for target in self.targets], axis=0) if self.targets else none
        return {
            why.CLOSED: closed(population, moments),
            why.CONVERTED: reached,
            why.OPTED_OUT: self._opted_out(view),
            why.NO_MODEL: none if self.targets else ~none,
            why.NO_DATA: ~view.touched & ~_any_attribute(view),
            why.TOO_OLD: self.reach.too_old(age, self.agreement.moments.too_old) if self.reach else none,
            why.FAR_OUT: far >= 0,
        }, far

    def _opted_out(self, view: View) -> NDArray[np.bool_]:
        """Whether an attribute that the agreement names says that nobody may contact the lead."""
        said = np.zeros(view.lead.size, dtype=bool)
        for name in self.agreement.attributes.opted_out:
            texts = known_at(view, name)
            said |= np.array([is_yes(text) for text in texts.values] + [False])[texts.codes]
        return said

    def _why(self, status: str, row: int, view: View, x: NDArray[np.float32], far: int) -> str:
        if status == why.TOO_OLD and self.reach:
            age = int(view.moments.as_of[row] - view.population.created[view.moments.lead[row]])
            return why.too_old(age, self.agreement.moments.too_old or self.reach.oldest)
        if status == why.FAR_OUT and self.reach:
            return why.far_out(self.catalog, self.reach, far, float(x[row, far]))
        return why.WHY[status]

    def reasons(self, scores: Scores, row: int) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """For and against one row: of the target that ranks, or another where that is already reached."""
        order = sorted(self.targets, key=lambda target: target != self.ranked_by)
        for target in order:
            forecast = scores.forecasts[target]
            if not np.isnan(forecast.margin[row]):
                model = self.targets[target]
                return model.themes.reasons(forecast.contributions[row, :-1], scores.x[row, model.columns])
        return (), ()


def _trees(bundle: Bundle, event: str) -> str | None:
    return bundle.text(f"{event}.txt") if bundle.has(f"{event}.txt") else None


def _any_attribute(view: View) -> NDArray[np.bool_]:
    """Whether any attribute the plan reads was filled in at the moment."""
    known = np.zeros(view.lead.size, dtype=bool)
    for name, attribute in view.plan.attributes.items():
        if attribute.columns:
            texts = known_at(view, name)
            known |= np.array([attribute.filled(text) for text in texts.values] + [False])[texts.codes]
    return known
