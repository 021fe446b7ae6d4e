"""A simulated company whose true probabilities are known: the embedded default, and the tests' yardstick."""

from pipelines.demo.drift import Drift
from pipelines.demo.personas import Personas
from pipelines.demo.plant import Plant
from pipelines.demo.world import World, write_world

__all__ = ["Drift", "Personas", "Plant", "World", "write_world"]
