"""The scorer: a bundle and a population in, scores out. Batch and online are this one class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.agreement.parse import parse_agreement
from features.catalog import Catalog
from features.groups.profile import known_at
from features.labels import at_risk, closed
from features.plan import Plan
from features.view import View
from models.bands import Bands
from models.icp import compile_icp
from models.target import Forecast, TargetModel, target_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.population import Moments, Population
    from models.bundle import Bundle
    from models.icp import Fit
    from models.reasons import Reason

UNKNOWN_LEAD: Final = "unknown_lead"
NOT_CREATED: Final = "not_created"
CLOSED: Final = "closed"
CONVERTED: Final = "already_converted"
NO_DATA: Final = "insufficient_data"
SCORED: Final = "scored"


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of some moments, column by column; all [moments].

    Attributes:
        status: why there is a number, or why there is none.
        forecasts: by target.
        rank: 0 to 100 in the reference population, of the target that ranks.
        band: 1 to 4, 0 for none.
        fits: the ICP fit.
        x: float32 [moments, features].
    """

    moments: Moments
    status: tuple[str, ...]
    forecasts: dict[Target, Forecast]
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
        self.models: dict[Target, TargetModel] = {
            target: target_model(bundle, target, self.catalog)
            for target in bundle.manifest["facts"]["targets"]
        }
        saved: dict[str, Any] = bundle.json("bands.json")
        self.ranked_by: Target | None = saved["ranked_by"]
        self.bands = Bands.from_json(saved["bands"]) if self.ranked_by else None
        self._fit = compile_icp(
            self.agreement.icp, missing=self.agreement.attributes.missing, plans=self.plan.attributes
        )
        rules = tuple(rule.attribute for rule in self.agreement.icp.rule)
        self._fit_reads = tuple(
            name
            for name in self.plan.attributes
            if any(rule == name or rule.startswith(f"{name} ") for rule in rules)  # "job title seniority"
        )

    def score(self, population: Population, moments: Moments, *, explain: bool = True) -> Scores:
        """The scores of moments, ascending by (lead, as_of), all at or after their lead's creation."""
        x = self.catalog.compute(population, moments)
        view = View(self.plan, population, moments)
        done = closed(population, moments)
        blank = ~view.touched & ~_any_attribute(view)
        forecasts: dict[Target, Forecast] = {
            target: model.forecast(x, at_risk(population, moments, target) & ~blank, explain=explain)
            for target, model in self.models.items()
        }
        ranked = forecasts[self.ranked_by].p if self.ranked_by else np.full(moments.lead.size, np.nan)
        rank = self.bands.rank(ranked) if self.bands else ranked
        band = self.bands.band(rank) if self.bands else np.zeros(rank.size, dtype=np.int64)
        known = (
            np.any([~np.isnan(f.p) for f in forecasts.values()], axis=0)
            if forecasts
            else np.zeros_like(blank)
        )
        return Scores(
            moments=moments,
            status=tuple(_status(d, b, k) for d, b, k in zip(done, blank, known, strict=True)),
            forecasts=forecasts,
            rank=rank,
            band=band,
            fits=tuple(self._fits(view)),
            x=x,
        )

    def _fits(self, view: View) -> Iterator[Fit]:
        texts = {name: known_at(view, name) for name in self._fit_reads}
        for row in range(view.lead.size):
            yield self._fit(
                {
                    name: column.values[column.codes[row]] if column.codes[row] >= 0 else None
                    for name, column in texts.items()
                }
            )

    def reasons(self, scores: Scores, row: int) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """For and against one row: of the target that ranks, or another where that is already reached."""
        order = sorted(self.models, key=lambda target: target != self.ranked_by)
        for target in order:
            forecast = scores.forecasts[target]
            if not np.isnan(forecast.margin[row]):
                model = self.models[target]
                return model.themes.reasons(forecast.contributions[row, :-1], scores.x[row, model.columns])
        return (), ()


def _any_attribute(view: View) -> NDArray[np.bool_]:
    """Whether any attribute the plan reads was filled in at the moment."""
    known = np.zeros(view.lead.size, dtype=bool)
    for name, attribute in view.plan.attributes.items():
        if attribute.columns:
            texts = known_at(view, name)
            known |= np.array([attribute.filled(text) for text in texts.values] + [False])[texts.codes]
    return known


def _status(done: bool, blank: bool, known: bool) -> str:
    if done:
        return CLOSED
    if blank:
        return NO_DATA
    return SCORED if known else CONVERTED
