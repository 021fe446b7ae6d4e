"""One month's retraining: snapshot, train, gate, report, each once, however often it is begun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from features.agreement import read_agreement
from features.clock import iso, now
from features.errors import UsageError
from models.workspace import Workspace
from pipelines.alone import alone
from pipelines.progress import step
from pipelines.retrain.month import Month
from pipelines.retrain.months import file_of
from pipelines.snapshot import take_snapshot
from pipelines.train import train
from pipelines.train.course import Course

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.snapshot.take import Taken
    from pipelines.train import Trained


@dataclass(frozen=True, eq=False)
class Retrained:
    """What a month's retraining did.

    Attributes:
        month: which.
        again: whether all of it had been done before, over the same inputs.
        taken: what was new in today's attributes.
        trained: what the training made.
        record: the month's record.
    """

    month: Month
    again: bool
    taken: Taken
    trained: Trained
    record: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The machine-readable answer of ``leadcast retrain --json``."""
        return {
            "month": str(self.month),
            "done_before": self.again,
            "snapshot": self.taken.to_json(),
            **self.trained.to_json(),
            "runs": self.record["runs"],
        }


def retrain(path: Path, month: Month | None = None, *, insights: bool = False) -> Retrained:
    """Retrains as of the end of a month (default: the last that is over), and keeps a record of it.

    The same inputs give the same bundle, and nothing is done twice: begun again after it was killed, it goes
    on where it was; begun again when it is done, it says what it did. Where the sources, the agreement or the
    code have changed since, the month is trained anew and its record lists the earlier run.

    Args:
        insights: whether what the champion's leads have to tell is found too, for desk and report.

    Raises:
        UsageError: the month is not over.
        TrainingError: the sources hold nothing of the month.
        WorkspaceError: another process is retraining this workspace.
    """
    agreement = read_agreement(path)
    zone, present = agreement.zone, now()
    month = month or Month.of(present, zone).before
    if month.end(zone) > present:
        raise UsageError(
            f"{month} is not over in {agreement.timezone}; retrain it from {iso(month.end(zone))[:10]} on"
        )
    busy = f"{path} is being retrained by another process; wait for it to end"
    with alone(Workspace(path).state, "retrain", busy, "months/.*.part"):
        with step("keeping today's attributes"):
            taken = take_snapshot(path)
        course = Course(file_of(path, month), month=str(month), as_of=iso(month.end(zone)))
        key = course.told.get("key") if course.finished else None
        trained = train(path, month.end(zone), course, since=month.begin(zone), insights=insights)
        return Retrained(month, key == course.told["key"], taken, trained, course.told)
