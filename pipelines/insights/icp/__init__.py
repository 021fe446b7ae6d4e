"""The theme of the profile: which rules hold, what should change, and where fit and forecast differ."""

from pipelines.insights.icp.charts import charts
from pipelines.insights.icp.find import find
from pipelines.insights.icp.section import section
from pipelines.insights.icp.tables import tables

__all__ = ["charts", "find", "section", "tables"]
