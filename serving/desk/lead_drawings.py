"""Which charts a lead's page has, and what each says to those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.pages.wording import count, percent, signed
from serving.desk.lead_charts import HistoryDrawing, TimelineDrawing, WaterfallDrawing
from serving.desk.lead_view import waterfalls

if TYPE_CHECKING:
    from serving.desk.lead_charts import Drawing
    from serving.desk.lead_subject import Subject
    from serving.desk.lead_view import Waterfall


def drawings_of(subject: Subject) -> dict[str, Drawing]:
    """By the name the template knows them by. It imports what draws: call it in a thread."""
    found: dict[str, Drawing] = {one.target: _waterfall(one) for one in waterfalls(subject)}
    if subject.inputs:
        found["journey"] = _timeline(subject)
    if sum(score.p_sql is not None or score.p_close is not None for score in subject.known.scores) > 1:
        found["history"] = _history(subject)
    return found


def _waterfall(one: Waterfall) -> WaterfallDrawing:
    from models.charts.waterfall import Step

    shown, others = one.whole.leading(one.shown)
    steps = [Step(part.words, part.total) for part in shown]
    if others:
        steps.append(Step(f"{count(len(others))} other themes together", one.rest))
    label = (
        f"Waterfall of the log-odds of {one.doing}: from {signed(one.whole.expected, 2)} for the average "
        f"lead to {signed(one.whole.margin, 2)} for this one, in {len(steps)} steps; the table has them all."
    )
    return WaterfallDrawing(one.target, one.whole.expected, tuple(steps), one.whole.margin, label)


def _timeline(subject: Subject) -> TimelineDrawing:
    from models.charts.timeline import Marked, Touched
    from models.dossier import happened

    inputs = subject.inputs
    events = happened(inputs) if inputs else []
    touches = tuple(
        Touched(event.at, event.words, event.direction) for event in events if event.what == "touch"
    )
    stages = tuple(Marked(event.at, event.words) for event in events if event.what == "stage")
    scores = tuple(score.as_of for score in subject.known.scores)
    instants = [*(event.at for event in events), *scores, inputs.as_of if inputs else 0]
    label = (
        f"Time line of the lead: {count(len(touches))} touches, {len(stages)} changes of stage, "
        f"{len(scores)} scores; the table below has them all."
    )
    return TimelineDrawing(touches, stages, scores, (min(instants), max(instants)), label)


def _history(subject: Subject) -> HistoryDrawing:
    from models.charts.history import Marked, Point

    scores = subject.known.scores
    points = tuple(Point(score.as_of, score.p_sql, score.p_close, score.model_version) for score in scores)
    answers = tuple(
        Marked(
            answer.at or answer.received_at,
            f"{answer.kind}: {answer.reason}" if answer.reason else answer.kind,
        )
        for answer in subject.known.answers
    )
    told = [
        f"{name} from {percent(getattr(scores[0], key))} to {percent(getattr(scores[-1], key))}"
        for key, name in (("p_sql", "the chance of SQL"), ("p_close", "the chance of being won"))
        if getattr(scores[0], key) is not None and getattr(scores[-1], key) is not None
    ]
    models = len({score.model_version for score in scores})
    label = f"{len(scores)} scores by {models} {'model' if models == 1 else 'models'}"
    return HistoryDrawing(points, answers, f"{label}{': ' if told else ''}{', '.join(told)}.")
