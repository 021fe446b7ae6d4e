"""Attributes, kinds of touch and stages held against the outcome before anything is learnt."""

from pipelines.leakage.agreed import lines_for
from pipelines.leakage.table import show_verdicts
from pipelines.leakage.verdicts import verdicts

__all__ = ["lines_for", "show_verdicts", "verdicts"]
