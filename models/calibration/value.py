"""What every calibration can do, and the one that does nothing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from models.calibration.elementwise import sigmoid

if TYPE_CHECKING:
    from models.rows import Floats

LIMIT: Final = 30.0
"""Calibrated log-odds end here: a probability of 1e-13 from certainty, so that none is ever 0 or 1."""

MIN_SLOPE: Final = 0.01
"""The least a fitted map rises, so that it never turns the booster's order round nor makes it one."""


class Calibration(ABC):
    """A strictly rising map from a booster's log-odds to calibrated log-odds and to probabilities."""

    kind: ClassVar[str]

    @abstractmethod
    def log_odds(self, logit: Floats) -> Floats:
        """Calibrated log-odds of raw log-odds ``logit`` [n]."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """The map as plain JSON values; ``calibration_from_json`` reads it back bit by bit."""

    def apply(self, logit: Floats) -> Floats:
        """Probabilities of raw log-odds ``logit`` [n], strictly between 0 and 1, rising up to ``LIMIT``."""
        return sigmoid(np.minimum(np.maximum(self.log_odds(logit), -LIMIT), LIMIT))


@dataclass(frozen=True)
class Identity(Calibration):
    """The booster's own probabilities: kept when the data show nothing better."""

    kind: ClassVar[str] = "identity"

    def log_odds(self, logit: Floats) -> Floats:
        """The same log-odds."""
        return logit

    def to_json(self) -> dict[str, Any]:
        """Its kind alone."""
        return {"kind": self.kind}
