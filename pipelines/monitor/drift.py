"""Features, scores, grades and blanks of the newest month, beside those of the training at the same ages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from models.reference.seen import FITS, STATUSES
from pipelines.monitor.finding import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from features.agreement import Monitor
    from features.agreement.monitor import AlertName
    from models.reference import Column, Departure, Reference, Sample
    from models.reference.seen import Kind

_ALERT: Final[dict[Kind, AlertName]] = {
    "feature": "feature_drifted",
    "score": "score_drifted",
    "grade": "grades_shifted",
    "status": "statuses_shifted",
    "missing": "missing_grew",
    "unread": "values_unread",
}
_BANDS: Final = ("none", "1", "2", "3", "4")


def drifted(reference: Reference, now: Mapping[str, Sample], limits: Monitor) -> Iterator[Finding]:
    """One finding a column that was compared.

    A column is raised if it is off by its limit, and if chance alone would do as much in fewer than
    ``limits.chance`` of months, all columns of its kind together.
    """
    kinds = [column.kind for column in reference.columns.values()]
    for name, column in reference.columns.items():
        sample = now.get(name)
        if sample is None or sample.values.size < limits.least:
            continue
        found = column.departure(sample)
        rare = found.p < limits.chance / kinds.count(column.kind)
        yield _found(name, column, found, limits, rare=rare)


def _found(name: str, column: Column, found: Departure, limits: Monitor, *, rare: bool) -> Finding:
    alert = _ALERT[column.kind]
    told: dict[str, Any] = {"p": found.p, "rows": found.rows}
    if column.kind in ("feature", "score"):
        limit = limits.drift if column.kind == "feature" else limits.score_drift
        sentence = (
            f"{name}: against the training, a stability index of {found.excess:.2f} beyond chance "
            f"({limit:g} is let pass)."
        )
        off = found.excess >= limit
        value = found.excess
    elif column.kind in ("missing", "unread"):
        limit = limits.missing if column.kind == "missing" else limits.unread
        value = float(found.shares[1] - found.usual[1])
        what = "is not filled in" if column.kind == "missing" else "has values the model cannot read"
        sentence = (
            f"{name.split(' ', 1)[1]} {what} for {found.shares[1]:.0%} of new leads; in the training it was "
            f"{found.usual[1]:.0%}."
        )
        off = value >= limit
    else:
        limit = limits.shift
        moved = found.shares - found.usual
        place = int(abs(moved).argmax())
        value, off = float(abs(moved[place])), bool(abs(moved[place]) >= limit)
        words = STATUSES if name == "status" else FITS if name == "fit grade" else _BANDS
        sentence = (
            f'{name} "{words[place]}" is that of {found.shares[place]:.0%} of leads; in the training it was '
            f"{found.usual[place]:.0%}."
        )
        told["shares"] = {
            word: [round(float(found.usual[code]), 4), round(float(found.shares[code]), 4)]
            for code, word in enumerate(words)
            if found.usual[code] or found.shares[code]
        }
    return finding(alert, name, sentence, value=value, limit=limit, raised=off and rare, **told)
