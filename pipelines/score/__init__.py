"""Batch scoring: the open leads of a workspace, or exactly the moments of a file."""

from pipelines.score.contributions import contributions_file
from pipelines.score.moments import read_moments
from pipelines.score.run import score_moments, score_open
from pipelines.score.table import refuse_name, write_table

__all__ = [
    "contributions_file",
    "read_moments",
    "refuse_name",
    "score_moments",
    "score_open",
    "write_table",
]
