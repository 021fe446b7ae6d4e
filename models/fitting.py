"""The parts of a model, fitted to rows: a line and the trees that learn what it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.booster import booster_text, fit_booster
from models.linear.centring import centred
from models.linear.fit import fit_linear
from models.linear.scorecard import fit_scorecard
from models.treeshap import Explainer

if TYPE_CHECKING:
    from models.booster import BoosterSettings
    from models.linear.value import Linear
    from models.rows import Floats, Matrix, Rows


@dataclass(frozen=True, eq=False)
class Fitted:
    """A line, and trees with their text where there are any."""

    line: Linear
    trees: Explainer | None
    text: str | None

    def margin(self, x: Matrix) -> Floats:
        """Log-odds [n] of rows ``x`` [n, columns]."""
        line = self.line.margin(x)
        return line + self.trees.margin(x) if self.trees else line


def fit_scorecard_alone(rows: Rows) -> Fitted:
    """The scorecard of points."""
    return Fitted(fit_scorecard(rows), None, None)


def fit_parts(
    rows: Rows, share: float, settings: BoosterSettings, trees: int, penalty: float | None = None
) -> Fitted:
    """A share of the line, and so many trees that learn what it leaves."""
    line = fit_linear(rows, share, settings.monotone, penalty)
    if not trees:
        return Fitted(centred(line, rows), None, None)
    text = booster_text(fit_booster(rows, settings, trees, line.margin(rows.x)))
    return Fitted(line, Explainer.from_text(text), text)
