"""A simulated company whose true probabilities are known: the embedded default, and the tests' yardstick."""

from pipelines.demo.world import World, write_world

__all__ = ["World", "write_world"]
