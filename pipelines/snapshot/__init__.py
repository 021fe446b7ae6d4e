"""Snapshots: today's attributes, kept in the workspace so that a history of them exists from now on."""

from pipelines.snapshot.take import Taken, take_snapshot

__all__ = ["Taken", "take_snapshot"]
