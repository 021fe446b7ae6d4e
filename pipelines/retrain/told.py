"""All that happened month by month: what was trained and decided, who promoted what, what the monitor saw."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.agreement import read_agreement
from features.clock import instant, iso
from features.errors import WorkspaceError
from models.workspace import Workspace
from pipelines.retrain.month import Month
from pipelines.retrain.months import months

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from models.promotions import Promotion

_METRICS: Final = ("auc", "log_loss", "calibration_ratio")


class MonthTold(NamedTuple):
    """One month.

    Attributes:
        month: such as "2026-10".
        record: of its retraining; None where only the monitor looked.
        learnt: by target, how the new bundle did on leads it had not seen.
        looks: what the monitor found, the newest last.
        made: the changes of champion after the month's retraining and before the next one.
    """

    month: str
    record: dict[str, Any] | None
    learnt: dict[str, dict[str, Any]]
    looks: tuple[dict[str, Any], ...]
    made: tuple[Promotion, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        made = [one._asdict() for one in self.made]
        return {**self._asdict(), "looks": list(self.looks), "made": made}


def told(path: Path) -> list[MonthTold]:
    """The months in the order of time; a month without any trace is not among them.

    Raises:
        WorkspaceError: a record is damaged.
    """
    workspace, zone = Workspace(path), read_agreement(path).zone
    records = {record["month"]: record for record in months(path)}
    looks: dict[str, list[dict[str, Any]]] = {}
    for look in _looks(path):
        looks.setdefault(_ends_in(look["as_of"], zone), []).append(look)
    made: dict[str, list[Promotion]] = {}
    for one in workspace.history():
        made.setdefault(_decided_for(one, records, zone), []).append(one)
    return [
        MonthTold(
            month,
            records.get(month),
            _learnt(workspace, records.get(month)),
            tuple(looks.get(month, ())),
            tuple(made.get(month, ())),
        )
        for month in sorted({*records, *looks, *made} - {""})
    ]


def _decided_for(one: Promotion, records: dict[str, Any], zone: tzinfo) -> str:
    """The month whose retraining was the newest when a champion was made; the first, of one made before."""
    if not one.at:
        return ""
    begun = {month: record.get("first_begun_at", record["begun_at"]) for month, record in records.items()}
    done = [month for month, at in begun.items() if at[:19] <= one.at[:19]]
    return max(done, default=min(begun, default=_ends_in(one.at, zone)))


def _ends_in(at: str, zone: tzinfo) -> str:
    """The month that an instant tells of: the first instant of a month tells of the one before."""
    return str(Month.of(instant(at) - 1, zone))


def _looks(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for file in (Workspace(path).state / "monitor").glob("[0-9]*.json"):
        try:
            found.append(json.loads(file.read_text(encoding="utf-8")))
        except ValueError as error:
            raise WorkspaceError(f"{file} is damaged ({error}); remove it and look again") from error
    dated = [look for look in found if look.get("as_of")]
    return sorted(dated, key=lambda look: iso(instant(look["as_of"])))


def _learnt(workspace: Workspace, record: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    if record is None or record["model_version"] not in workspace.versions():
        return {}
    judged = workspace.bundle(record["model_version"]).json("evaluation.json")["targets"]
    return {
        target: {
            "leads": found["tested"]["leads"],
            "converted": found["tested"]["converted"],
            **{name: found["model"][name] for name in _METRICS},
            "intervals": {name: found["model"]["intervals"].get(name) for name in _METRICS},
        }
        for target, found in judged.items()
    }
