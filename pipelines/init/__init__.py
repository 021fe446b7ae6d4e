"""Starting a workspace: the user's own files are looked at, and an agreement is written for them."""

from pipelines.init.workspace import InitReport, init_workspace

__all__ = ["InitReport", "init_workspace"]
