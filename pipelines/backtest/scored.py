"""The leads of a period as they stood at each look, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.dataset import build_dataset
from features.moments import training_moments
from features.population import Moments

if TYPE_CHECKING:
    from features.agreement.values import Target
    from features.catalog import Catalog
    from features.dataset import Dataset
    from features.population import Population
    from models.rows import Bools
    from pipelines.backtest.periods import Period
    from pipelines.train.material import Material


def scored(material: Material, catalog: Catalog, period: Period) -> Dataset:
    """The period's leads at the agreed ages and stage changes.

    Features are those of the model's catalog, strictly before each moment; labels are by all that is known
    today.
    """

    def looks(population: Population) -> Moments:
        moments = training_moments(population, material.agreement.moments, material.until)
        created = population.created[moments.lead]
        inside = (created >= period.start) & (created < period.end)
        return Moments(moments.lead[inside], moments.as_of[inside])

    horizons = material.agreement.targets.horizons()
    return build_dataset(material.populations(), catalog, looks, horizons, material.until)


def immature(data: Dataset, target: Target, horizon: int, until: int) -> Bools:
    """The moments [rows] whose outcome is still open: neither a yes nor a no."""
    return data.open[target] & (data.as_of + horizon >= until)
