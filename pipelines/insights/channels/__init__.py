"""Where leads come from and what they see: what marketing can act on."""

from pipelines.insights.channels.charts import charts
from pipelines.insights.channels.find import find
from pipelines.insights.channels.section import section
from pipelines.insights.channels.tables import tables

__all__ = ["charts", "find", "section", "tables"]
