"""Which of a table's columns plays which role: by its name, held against what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from features.sources import SHAPES
from pipelines.init.aliases import rank

if TYPE_CHECKING:
    from collections.abc import Callable

    from features.sources import Table
    from pipelines.init.profile import Looked, Profile

_DIRECTIONS: Final = 8  # different values at most
_KINDS: Final = 500


def _is_word(column: Profile) -> bool:
    return not column.is_time and column.number < 0.9 and column.distinct <= _KINDS


_FITS: Final[dict[str, Callable[[Profile], bool]]] = {
    "time": lambda column: column.time > 0.9,
    "number": lambda column: column.number > 0.8,
    "kind": _is_word,
    "stage": _is_word,
    "field": _is_word,
    "direction": lambda column: column.distinct <= _DIRECTIONS,
    "account_id": lambda column: column.unique < 0.999 or column.filled < 20,
}


def guess_roles(looked: Looked, lead_id: str | None) -> dict[str, str]:
    """Ours to theirs, for the columns that could be found; ``lead_id`` is decided before."""
    roles = {"lead_id": lead_id} if lead_id else {}
    for column in SHAPES[looked.table]:
        if column.name == "lead_id":
            continue
        free = [profile for profile in looked.columns if profile.name not in roles.values()]
        found = _named(looked.table, column.name, column.role, free)
        if found is None and column.required:
            found = _by_content(column.name, column.role, free)
        if found is not None:
            roles[column.name] = found.name
    return roles


def _fits(ours: str, role: str, column: Profile) -> bool:
    fit = _FITS.get(ours) or _FITS.get(role)
    return column.filled > 0 and (fit is None or fit(column))


def _named(table: Table, ours: str, role: str, columns: list[Profile]) -> Profile | None:
    ranked = [
        (place, number)
        for number, column in enumerate(columns)
        if (place := rank(table, ours, column.name)) is not None and _fits(ours, role, column)
    ]
    return columns[min(ranked)[1]] if ranked else None


def _by_content(ours: str, role: str, columns: list[Profile]) -> Profile | None:
    """The only column that could be it: a full column of times, or of few words."""
    if role == "time":
        likely = [column for column in columns if column.is_time and column.full > 0.99]
    else:
        likely = [column for column in columns if _fits(ours, role, column) and column.full > 0.9]
    return likely[0] if len(likely) == 1 else None
