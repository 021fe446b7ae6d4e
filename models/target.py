"""What a scorer keeps of one target: its forecast, and the names and themes of what contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reasons import Themes

if TYPE_CHECKING:
    from features.catalog import Catalog
    from models.funnel.product import Product
    from models.funnel.single import Single


class TargetModel:
    """One target's forecast with words.

    Attributes:
        columns: int64, the catalog's columns that contribute, in the order of the contributions.
        names: their names.
        themes: what they speak of.
    """

    def __init__(self, forecast: Single | Product, catalog: Catalog) -> None:
        self.forecast = forecast
        self.columns = forecast.columns
        chosen = [catalog.features[column] for column in self.columns]
        self.names = tuple(feature.name for feature in chosen)
        self.themes = Themes(chosen)
