"""The verdict on a kind of touch, or on a stage, by how it stands to the outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.leakage.doubt import Doubt
from models.leakage.judge import gravest
from models.leakage.verdict import Verdict
from models.metrics import wilson

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.leakage.shadow import Shadows
    from models.leakage.verdict import Kind

LEAST: Final = 20
"""Rows without which their times may be chance."""

SAME_CLICK: Final = 0.25
"""Share, surely, of rows dated like the outcome to the second, from which they are written with it."""

JUST_BEFORE: Final = 0.80
"""Share, surely, of rows in the ten minutes up to the outcome, from which they announce it ..."""

MORE_OFTEN: Final = 5.0
"""... if they are so many times as frequent there as in other leads of the same age."""

ONLY_AFTER: Final = 0.95
"""Share of rows that come when everything is over."""

ENDS: Final = ("winning", "losing")
"""Outcomes after which nothing is forecast; others are steps on the way."""


def judge_kind(name: str, kind: Kind, code: int, found: Mapping[str, Shadows]) -> Verdict:
    """The verdict on the rows of one code; ``found`` has the counts by outcome, in words."""
    worst = gravest(*(doubt for outcome, counts in found.items() for doubt in _doubts(code, outcome, counts)))
    return Verdict(
        name=name,
        kind=kind,
        tier="history",
        verdict="ok" if worst is None else "leak" if worst.leak else "suspicious",
        reason=worst.reason if worst else "",
        numbers=_numbers(code, found),
    )


def _doubts(code: int, outcome: str, found: Shadows) -> Iterator[Doubt]:
    rows = int(found.rows[code])
    if rows < LEAST:
        return
    instant, soon, after = (float(part[code]) / rows for part in (found.instant, found.soon, found.after))
    ratio = found.ratio(code)
    often = "" if ratio is None else f", {ratio:,.0f} times as often as in other leads of that age"
    if outcome not in ENDS and wilson(instant, rows)[0] >= SAME_CLICK:
        # what says a step again is known from then on; it gives the step away only if it is dated ahead of it
        yield Doubt(
            wilson(float(found.ahead[code]) / rows, rows)[0] >= SAME_CLICK,
            f"{instant:.0%} of its {rows:,} rows carry the very second of {outcome}: it says so again",
        )
    elif wilson(instant, rows)[0] >= SAME_CLICK:
        yield Doubt(
            True,
            f"{instant:.0%} of its {rows:,} rows carry the very second of {outcome}: one click wrote both",
        )
    if ratio is not None and ratio >= MORE_OFTEN:
        if wilson(soon, rows)[0] >= JUST_BEFORE:
            yield Doubt(
                True, f"{soon:.0%} of its {rows:,} rows come within ten minutes before {outcome}{often}"
            )
        elif wilson(soon, rows)[0] >= JUST_BEFORE / 2:
            yield Doubt(
                False, f"{soon:.0%} of its {rows:,} rows come within ten minutes before {outcome}{often}"
            )
    if outcome in ENDS and wilson(after, rows)[0] >= ONLY_AFTER:
        yield Doubt(
            False, f"{after:.0%} of its {rows:,} rows come after {outcome}, when nothing is left to tell"
        )


def _numbers(code: int, found: Mapping[str, Shadows]) -> dict[str, float | None]:
    """The counts of the outcome that the rows stand closest to."""
    rows = max((float(counts.rows[code]) for counts in found.values()), default=0.0)
    numbers: dict[str, float | None] = {"rows": rows}
    if not rows:
        return numbers
    for name in ("instant", "soon"):
        numbers[f"{name}_share"] = max(float(getattr(c, name)[code]) for c in found.values()) / rows
    ends = [float(counts.after[code]) for outcome, counts in found.items() if outcome in ENDS]
    numbers["after_share"] = max(ends, default=0.0) / rows
    known = [ratio for counts in found.values() if (ratio := counts.ratio(code)) is not None]
    numbers["times_as_often"] = max(known, default=None)
    return numbers
