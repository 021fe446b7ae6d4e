"""What columns share with those that are leaks beyond doubt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from models.leakage.columns import leveled
from models.leakage.doubt import Doubt
from models.leakage.kinship import agreement_of_filling, agreement_of_values, filled_together
from models.leakage.sure import NOTABLE_FILLING, NOTABLE_VALUE, doubted, sure_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.leakage.columns import Column, Leads
    from models.leakage.sure import Sure
    from models.leakage.verdict import Verdict
    from models.rows import Ints

SAYS_THE_SAME: Final = 0.15
"""Share of what a column says that a leak says too: honest fields share a few hundredths."""

SAYS_ALIKE: Final = 0.07
FILLED_ALIKE: Final = 0.30
"""The same where it calls only for a look: of values, and of being filled in."""

ALL_BUT_ALL: Final = 0.9
"""Share of leads having a field that converted, from which having it is what gives it away."""


def related(columns: Sequence[Column], leads: Leads, found: Sequence[Verdict]) -> Iterator[Verdict]:
    """With what the columns share with those that are leaks beyond doubt."""
    leaks = [place for place, verdict in enumerate(found) if verdict.verdict == "leak"]
    level = [leveled(column) for column in columns] if leaks else []
    sure = [sure_of(column, leads, verdict) for column, verdict in zip(columns, found, strict=True)]
    known = [_Leak(found[leak].name, level[leak], _by_filling(found[leak], sure[leak])) for leak in leaks]
    for place, verdict in enumerate(found):
        if place in leaks:
            yield verdict
            continue
        kin = [_kin(level[place], leak, leads, sure[place]) for leak in known]
        kin.sort(key=lambda found: found[0], reverse=True)
        numbers: dict[str, float | None] = {**verdict.numbers, "agrees_with_leak": kin[0][0] if kin else None}
        yield doubted(replace(verdict, numbers=numbers), *(doubt for _, doubt in kin if doubt))


class _Leak(NamedTuple):
    """A leak, its levels [leads], and whether its being filled in is what gives it away."""

    name: str
    level: Ints
    by_filling: bool


def _by_filling(found: Verdict, sure: Sure) -> bool:
    converted = found.numbers["only_with_outcome_share"]
    late = found.numbers["batches"] or found.numbers["young_share"] is not None
    return bool(late) or sure.filling >= NOTABLE_FILLING or (converted or 0.0) >= ALL_BUT_ALL


def _kin(one: Ints, leak: _Leak, leads: Leads, sure: Sure) -> tuple[float, Doubt | None]:
    """How much a column agrees with a leak, and the doubt from it."""
    name = leak.name
    says, filled = agreement_of_values(one, leak.level, leads), agreement_of_filling(one, leak.level, leads)
    if leak.by_filling and filled_together(one, leak.level):
        return says, Doubt(True, f'it is filled in for the very leads that have "{name}", which is a leak')
    tells = sure.notable
    told = f'of leads of one outcome, "{name}", which is a leak, tells {says:.0%} of what it says'
    if says >= SAYS_THE_SAME and tells:
        return says, Doubt(True, f"{told}: the same hand noted both")
    if filled >= FILLED_ALIKE and tells:
        return says, Doubt(
            False,
            f'of leads of one outcome, those that have "{name}", which is a leak, have it too ({filled:.0%})',
        )
    return says, Doubt(False, told) if says >= SAYS_ALIKE and sure.value >= NOTABLE_VALUE else None
