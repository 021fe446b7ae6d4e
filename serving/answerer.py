"""From a request to its answer, through the same engine and scorer as batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from features.clock import now
from models.receipts.score import score
from serving.request.contract import ScoreIn
from serving.request.dialect import Dialect
from serving.request.facts import NOTHING, Held, Telling, inputs_of, telling_of
from serving.request.reading import read
from serving.request.warnings import warnings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.receipts.inputs import Inputs
    from models.receipts.scored import Scored
    from models.scorer import Scorer

Answered = dict[str, Any]
_TRIAL: Final[dict[str, Any]] = {
    "created_at": "2024-01-01",
    "as_of": "2024-01-03",
    "touches": [{"at": "2024-01-02", "kind": "visit"}],
    "stages": [{"at": "2024-01-02", "stage": "mql"}],
    "explain": True,
}


class Understood(NamedTuple):
    """A request as it is understood.

    Attributes:
        asked: what it asks.
        telling: what it tells.
        as_of: of when (microseconds UTC).
        given: the request itself, which another bundle may understand otherwise.
    """

    asked: ScoreIn
    telling: Telling
    as_of: int
    given: dict[str, Any]


class Answerer:
    """Answers requests with one scorer. It keeps nothing between them."""

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        self.dialect = Dialect(scorer)
        self.zone = ZoneInfo(scorer.agreement.timezone)

    def try_out(self) -> None:
        """Answers once, so that what cannot answer never serves, and no caller waits for a first time."""
        self.answer([self.understood(_TRIAL)])

    def understood(self, given: dict[str, Any]) -> Understood:
        """What a request asks and tells; times without a zone are read in the agreement's.

        Raises:
            Refusal: a field or an attribute cannot be read; it is named.
        """
        asked = read(ScoreIn, given, self.zone)
        as_of = asked.as_of if asked.as_of is not None else now()
        return Understood(asked, telling_of(self.dialect, asked), as_of, given)

    def answer(self, heard: Sequence[Understood], held: Sequence[Held] = ()) -> list[tuple[Scored, Answered]]:
        """The scores of some requests and what is answered, in their order; each as if it had been alone.

        Args:
            held: what is known of each lead beside what is told; nothing, if it is not given.
        """
        known = held or [NOTHING] * len(heard)
        inputs = [
            inputs_of(self.dialect, one.telling, one.as_of, before)
            for one, before in zip(heard, known, strict=True)
        ]
        return [
            (
                scored,
                {
                    **scored.answer(one.asked.explain),
                    "warnings": warnings(self.dialect, one.asked, before),
                },
            )
            for one, before, scored in zip(heard, known, self.score(inputs), strict=True)
        ]

    def score(self, inputs: Sequence[Inputs]) -> list[Scored]:
        """The scores of some inputs, in their order; each as if it had been asked alone."""
        return score(self.scorer, inputs)
