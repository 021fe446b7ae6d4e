"""What a lead's page shows, as plain values for its template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.clock import iso
from models.dossier import breakdown, happened
from models.ledger.contributions import unpack
from models.pages.wording import spoken
from models.status import CONVERTED, SCORED

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.dossier import Breakdown, Happened
    from models.icp.fit import RuleReason
    from models.receipts.scored import Scored
    from serving.desk.lead_subject import Subject

MOST_PARTS: Final = 10
"""Themes that a waterfall shows one by one."""
MOST_ROWS: Final = 300
"""Events, and colleagues, that are listed: the newest."""
_STATUS: Final = {
    "scored": "open",
    "closed": "closed: won or lost",
    "already_converted": "reached every target that is forecast",
    "opted_out": "does not want to be contacted",
    "no_model": "open, and nothing can be forecast yet",
    "insufficient_data": "open, and nothing is known of it",
    "too_old": "open, and older than any lead learnt from",
    "out_of_distribution": "open, and unlike any lead learnt from",
    "not_created": "not created yet",
}


class Chance(NamedTuple):
    """One target's forecast; ``p`` is None where there is none, and ``why`` says why not."""

    name: str
    doing: str
    p: float | None
    meaning: str
    why: str


class Waterfall(NamedTuple):
    """One target's forecast taken apart; ``rest`` is what the parts that are not shown sum to."""

    target: Target
    doing: str
    whole: Breakdown
    shown: int
    rest: float


class Row(NamedTuple):
    """One score in the history."""

    as_of: str
    scored_at: str
    p_sql: float | None
    p_close: float | None
    grade: str
    status: str
    version: str
    changed: bool


def view_of(subject: Subject) -> dict[str, Any]:
    """The values of everything on the page but its charts, its place on the list, and what is tried."""
    told, inputs = subject.told, subject.inputs
    events = happened(inputs) if inputs else []
    newest = subject.known.scores[-1] if subject.known.scores else None
    others = [name for name, _ in inputs.colleagues if name] if inputs else []
    return {
        "lead_id": subject.known.lead_id,
        "account": inputs.lead.account_id if inputs else None,
        "colleagues": others[:MOST_ROWS],
        "unnamed": len(inputs.colleagues) - len(others) if inputs else 0,
        "told": told,
        "kept": subject.kept,
        "readable": inputs is not None,
        "standing": _STATUS.get(told.get("status", ""), "not scored"),
        "chances": _chances(subject),
        "as_of": told.get("as_of"),
        "scored_at": iso(newest.scored_at) if newest and subject.kept else None,
        "other_version": bool(told) and bool(subject.serving) and told["model_version"] != _version(subject),
        "rules": _rules(subject.scored),
        "fit_known": subject.scored is not None,
        "reasons": _sentences(told, "reason"),
        "against": _sentences(told, "against"),
        "waterfalls": waterfalls(subject),
        "events": list(reversed(events[-MOST_ROWS:])),
        "earlier": max(0, len(events) - MOST_ROWS),
        "counts": _counts(events),
        "scores": _history(subject),
        "answers": list(reversed(subject.known.answers)),
        "iso": iso,
    }


def waterfalls(subject: Subject) -> list[Waterfall]:
    """Each target's forecast taken apart, the one that ranks first.

    The contributions are those the receipt keeps; the score made anew only tells the features' values.
    """
    scored, receipt = subject.scored, subject.known.receipt
    if scored is None or scored.scores is None:
        return []
    kept = unpack(receipt.contributions) if receipt else {}
    made: list[Waterfall] = []
    for target, forecast in scored.forecasts.items():
        model = scored.scorer.targets[target]
        features = [scored.scorer.catalog.features[column] for column in model.columns]
        values = scored.scores.x[scored.row, model.columns].tolist()
        contributions = kept[target] if target in kept else forecast.contributions[scored.row]
        whole = breakdown(features, values, contributions.tolist())
        _, others = whole.leading(MOST_PARTS)
        rest = sum(part.total for part in others)
        made.append(Waterfall(target, spoken(target).doing, whole, MOST_PARTS, rest))
    return sorted(made, key=lambda one: one.target != scored.scorer.ranked_by)


def _version(subject: Subject) -> str:
    return subject.serving.scorer.version if subject.serving else ""


def _chances(subject: Subject) -> list[Chance]:
    scorer = subject.scored.scorer if subject.scored else None
    found: list[Chance] = []
    for target in ("sql", "close"):
        p = subject.told.get(f"p_{target}")
        if p is None and (scorer is None or target not in scorer.targets):
            continue
        reached = subject.told.get("status") in (SCORED, CONVERTED)
        why = "" if p is not None else "reached already" if reached else "no forecast"
        meaning = subject.meanings.get(f"p_{target}", "")
        found.append(Chance(spoken(target).short, spoken(target).doing, p, meaning, why))
    return found


def _rules(scored: Scored | None) -> tuple[RuleReason, ...]:
    return scored.scores.fits[scored.row].reasons if scored and scored.scores else ()


def _sentences(told: dict[str, Any], key: str) -> list[str]:
    return [
        text for name, text in told.items() if name.startswith(f"{key}_") and name[-1:].isdigit() and text
    ]


def _counts(events: list[Happened]) -> dict[str, int]:
    touches = [event for event in events if event.what == "touch"]
    inbound = sum(event.direction == "inbound" for event in touches)
    return {"touches": len(touches), "inbound": inbound, "outbound": len(touches) - inbound}


def _history(subject: Subject) -> list[Row]:
    """Newest first; whether another model than of the score before gave it."""
    rows: list[Row] = []
    before = None
    for score in subject.known.scores:
        rows.append(
            Row(
                iso(score.as_of),
                iso(score.scored_at),
                score.p_sql,
                score.p_close,
                score.grade or "",
                score.status.replace("_", " "),
                score.model_version,
                before is not None and before != score.model_version,
            )
        )
        before = score.model_version
    return rows[::-1]
