"""Batch scoring: the open leads of a workspace, or exactly the moments of a file."""

from pipelines.score.run import score_moments, score_open
from pipelines.score.table import write_table

__all__ = ["score_moments", "score_open", "write_table"]
