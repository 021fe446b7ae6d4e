"""The theme of personas: which kinds of leads convert differently, and what each of them is like."""

from pipelines.insights.personas.charts import charts
from pipelines.insights.personas.find import find
from pipelines.insights.personas.section import section
from pipelines.insights.personas.tables import tables

__all__ = ["charts", "find", "section", "tables"]
