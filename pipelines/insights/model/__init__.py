"""The theme of the model: how good it is, whether it keeps its promises, and how it came to serve."""

from pipelines.insights.model.find import find
from pipelines.insights.model.section import charts, section
from pipelines.insights.model.tables import tables

__all__ = ["charts", "find", "section", "tables"]
