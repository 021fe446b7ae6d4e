"""One row of the public table: every forecast of one question, and how Leadcast stands among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from models.bootstrap import Difference, paired_difference
from models.metrics import Metrics, measure

if TYPE_CHECKING:
    from models.rows import Floats, Rows

OWN: Final = "Leadcast"
FLOOR: Final = "(the truth)"
"""The true probabilities, where they are known: no forecast, and in no contest."""

Place = Literal["first", "within the interval of first", "beaten"]


@dataclass(frozen=True)
class Forecast:
    """A forecast of one question.

    Attributes:
        name: whose.
        form: what its model was fitted to.
        metrics: on the judging rows.
        behind: its log loss minus Leadcast's; None for Leadcast itself.
    """

    name: str
    form: str
    metrics: Metrics
    behind: Difference | None

    @property
    def loss(self) -> float:
        """Its log loss."""
        return float("inf") if self.metrics.log_loss is None else self.metrics.log_loss


@dataclass(frozen=True)
class Standing:
    """One question and its forecasts, Leadcast's first.

    Attributes:
        funnel, asked: which funnel, and what is forecast, at which age.
        real: whether its leads are real.
        leads: how many judge.
    """

    funnel: str
    asked: str
    real: bool
    leads: int
    forecasts: tuple[Forecast, ...]

    @property
    def own(self) -> Forecast:
        """Leadcast's."""
        return self.forecasts[0]

    @property
    def best(self) -> Forecast:
        """The forecast with the least log loss."""
        return min((one for one in self.forecasts if one.name != FLOOR), key=lambda one: one.loss)

    @property
    def place(self) -> Place:
        """Where Leadcast stands."""
        if self.best is self.own or self.best.loss >= self.own.loss:
            return "first"
        behind = self.best.behind
        return "within the interval of first" if behind is None or behind.high >= 0 else "beaten"

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "funnel": self.funnel,
            "asked": self.asked,
            "real": self.real,
            "leads": self.leads,
            "place": self.place,
            "best": self.best.name,
            "forecasts": [
                {
                    "name": one.name,
                    "form": one.form,
                    **one.metrics.to_json(),
                    "log_loss_minus_leadcast": one.behind._asdict() if one.behind else None,
                }
                for one in self.forecasts
            ],
        }


def standing(
    funnel: str, asked: str, real: bool, judge: Rows, said: dict[str, tuple[Floats, str]]
) -> Standing:
    """Measures what was said of the judging rows; ``said`` holds probabilities and forms, Leadcast's too."""
    own, _ = said[OWN]
    forecasts = [
        Forecast(
            name,
            form,
            measure(judge.y, p, judge.weight, judge.lead),
            None if name == OWN else paired_difference(judge.y, p, own, judge.weight, judge.lead),
        )
        for name, (p, form) in said.items()
    ]
    forecasts.sort(key=lambda one: one.name != OWN)
    return Standing(funnel, asked, real, len(set(judge.lead.tolist())), tuple(forecasts))
