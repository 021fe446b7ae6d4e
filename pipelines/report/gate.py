"""What the report says of the gate: all that it asked, and what a promotion changes for the open leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.pages.wording import count, decimals, percent
from pipelines.gate.verdict import MEASURED

if TYPE_CHECKING:
    from pipelines.gate.check import Check
    from pipelines.gate.decision import Decision
    from pipelines.gate.migration import Migration, Mover

_OUTCOMES: Final = {
    "promote": "The new version takes the champion's place.",
    "keep": "The champion stays.",
    "needs_human": "A person has to decide.",
}
_WORDS: Final = {
    "better": "better",
    "worse": "worse",
    "same": "no difference",
    "unknown": "not known yet",
    "broken": "limit passed",
}
_BANDS: Final = ("1", "2", "3", "4", "?")


@dataclass(frozen=True)
class Row:
    """One question: its answer in a word and in a sentence."""

    outcome: str
    word: str
    sentence: str


@dataclass(frozen=True)
class Moves:
    """From bands of propensity (rows) to bands (columns): numbers of leads; and the leads that move most."""

    sentence: str
    letters: str
    bands: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    movers: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True)
class GatePart:
    """The section; ``floors`` says in a sentence how the segments without a broken floor fared."""

    outcome: str
    sentence: str
    rows: tuple[Row, ...]
    floors: str
    moves: Moves | None


def gate_part(decision: Decision | None) -> GatePart | None:
    """The section about a decision; None where nothing was asked."""
    if decision is None or not decision.checks:
        return None
    floors = [check for check in decision.checks if check.name.startswith("floor")]
    kept = [check for check in floors if check.outcome != "broken"]
    return GatePart(
        decision.outcome,
        _OUTCOMES[decision.outcome],
        tuple(_row(check) for check in decision.checks if check not in kept),
        _floors(kept, len(floors)),
        _moves(decision.migration) if decision.migration else None,
    )


def _row(check: Check) -> Row:
    """A limit that holds is in order; two bundles of which neither is better make no difference."""
    held = check.outcome == "same" and check.name not in MEASURED
    return Row(check.outcome, "in order" if held else _WORDS[check.outcome], check.sentence)


def _floors(kept: list[Check], every: int) -> str:
    if not every:
        return "No kind of lead is frequent enough to have a floor of its own."
    better = sum(check.outcome == "better" for check in kept)
    also = f", {count(better)} of them better" if better else ""
    return (
        f"Of {count(every)} kinds of lead (by channel, age and fit grade), {count(len(kept))} are not "
        f"forecast worse beyond chance{also}."
    )


def _moves(found: Migration) -> Moves:
    counts: dict[tuple[str, str], int] = {}
    letters = 0
    for before, after, leads in found.moves:
        key = (_band(before), _band(after))
        counts[key] = counts.get(key, 0) + leads
        letters += leads * (before[:1] != after[:1])
    bands = tuple(band for band in _BANDS if any(band in pair for pair in counts))
    return Moves(
        f"{count(found.moved)} of {count(found.leads)} open leads ({percent(found.share)}) change their "
        f"grade. Sales is handed {decimals(found.handoffs_after, 1)} new leads a week instead of "
        f"{decimals(found.handoffs_before, 1)}, by the leads of the last {decimals(found.weeks, 0)} weeks.",
        f"The letter, which says how well a lead fits, changes for {count(letters)}." if letters else "",
        bands,
        tuple((before, tuple(count(counts.get((before, after), 0)) for after in bands)) for before in bands),
        tuple(_mover(mover) for mover in found.movers),
    )


def _band(grade: str) -> str:
    return grade[-1] if grade[-1] in _BANDS else "?"


def _mover(mover: Mover) -> tuple[str, str, str, str, str]:
    return (
        mover.lead_id,
        f"{mover.before} → {mover.after}",
        decimals(mover.rank_before, 1),
        decimals(mover.rank_after, 1),
        "; ".join(mover.why),
    )
