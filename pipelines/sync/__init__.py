"""Sync: what the sources say of every lead, told to the ledger."""

from pipelines.sync.run import Summary, sync_workspace

__all__ = ["Summary", "sync_workspace"]
