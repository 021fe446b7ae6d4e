"""The theme of drivers: what conversion depends on, by the model and by plain counts, and how surely."""

from pipelines.insights.drivers.charts import charts
from pipelines.insights.drivers.find import find
from pipelines.insights.drivers.section import section
from pipelines.insights.drivers.tables import tables

__all__ = ["charts", "find", "section", "tables"]
