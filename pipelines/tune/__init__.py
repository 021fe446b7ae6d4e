"""Tuning a workspace: a search, one comparison on the newest leads, and a file that training reads."""

from pipelines.tune.run import tune

__all__ = ["tune"]
