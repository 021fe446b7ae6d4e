"""Learns every event of the funnel from the allowed rows of a belief's dataset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from models.booster import BoosterSettings
from models.censoring import Young
from models.funnel import Event, events_of, outcomes
from models.funnel.events import SQL, direct
from models.learn import Learned, Sample, leads_by_outcome, learn_event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from features.agreement.model import ModelKind
    from features.agreement.values import Target
    from pipelines.train.belief import Belief

    Flags = NDArray[np.bool_]


def learn(
    belief: Belief,
    allowed: dict[Target, Flags],
    horizons: dict[Target, int],
    seed: int,
    tick: Callable[[], None],
    *,
    settings: Mapping[Target, BoosterSettings] | None = None,
    known_by: int | None = None,
    young: Flags | None = None,
    instead: Mapping[Target, ModelKind] | None = None,
) -> Belief:
    """The belief with a model per event, learnt from the allowed rows.

    Args:
        allowed: by target, the rows whose labels may be looked at.
        settings: those of a tuning, by target; a target without any has the defaults. ``seed`` is the
            agreement's in either case.
        known_by: nothing that happened from then on is known; as for the dataset, if not given.
        young: rows that may be learnt from although their horizon has not passed by then.
        instead: by target, the kind that a test has shown to be better; what the agreement insists on goes
            before it.
    """
    trained_on = {target: allowed[target] & ~np.isnan(belief.dataset.y[target]) for target in horizons}
    learner = _Learner(belief, allowed, seed, tick, settings or {}, known_by, young, instead or {})
    models = learner.learn_all(events_of(horizons))
    if len(horizons) == 2 and len(models) < len(events_of(horizons)):
        # one factor of closing could not be learnt: closing is learnt directly
        models = {name: model for name, model in models.items() if name == SQL}
        models |= learner.learn_all((direct(horizons["close"]),))
    learnt = replace(belief, horizons=dict(horizons), models=models)
    taught = {target: at for target, at in trained_on.items() if target in learnt.funnel.targets}
    return replace(learnt, trained_on=taught)


@dataclass(frozen=True, eq=False)
class _Learner:
    belief: Belief
    allowed: dict[Target, Flags]
    seed: int
    tick: Callable[[], None]
    settings: Mapping[Target, BoosterSettings]
    known_by: int | None
    young: Flags | None
    instead: Mapping[Target, ModelKind]

    def learn_all(self, events: tuple[Event, ...]) -> dict[str, Learned]:
        """The models of the events that could be learnt, by event."""
        found = {event.name: self.learn(event) for event in events}
        return {name: model for name, model in found.items() if model}

    def learn(self, event: Event) -> Learned | None:
        """The event's model, None where both outcomes were not seen."""
        sample = self._sample(event)
        if min(leads_by_outcome(sample.rows)) == 0:
            return None
        own = replace(
            self.settings.get(event.target, BoosterSettings()), seed=self.seed, monotone=self.belief.monotone
        )
        wanted = self.belief.wanted
        if event.target in self.instead and wanted.kind == "best":
            wanted = wanted.model_copy(update={"kind": self.instead[event.target]})
            rival = "logistic regression" if wanted.kind == "linear" else "the scorecard of points"
            why = f"On the leads of the test, {rival} was better beyond chance, so it is used."
            return learn_event(sample, own, wanted, event.word, self.tick, why)
        return learn_event(sample, own, wanted, event.word, self.tick)

    def _sample(self, event: Event) -> Sample:
        data = self.belief.dataset
        known_by = data.known_until if self.known_by is None else self.known_by
        found = outcomes(event, data, known_by)
        at = self.allowed[event.target] & ~np.isnan(found.y)
        young = found.young & self.young if self.young is not None else np.zeros_like(at)
        return Sample(
            rows=self.belief.labelled(found.y, at),
            created=data.created[at],
            account=data.account[at],
            delay=found.delay[at],
            horizon=event.horizon,
            young=Young(
                x=data.x[young],
                y=found.so_far[young],
                lead=data.lead[young],
                as_of=data.as_of[young],
                followed=known_by - data.as_of[young],
            ),
        )
