"""Replay: scores are computed again from their receipts, and must come out the same to the byte."""

from pipelines.replay.run import Replays, replay_all, replay_one

__all__ = ["Replays", "replay_all", "replay_one"]
