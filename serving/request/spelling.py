"""Names of attributes as identifiers: what tools that make code of a document can take, and send."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from serving.request.cells import compared

if TYPE_CHECKING:
    from collections.abc import Iterable


def identifiers(names: Iterable[str], reserved: Iterable[str] = ()) -> dict[str, str]:
    """An identifier for each name: letters, digits and underscores, the first a letter.

    No two of them, and none and a reserved word or another of the names, are the same as names are compared.
    """
    every = tuple(names)
    taken = {compared(word) for word in reserved}
    found: dict[str, str] = {}
    for name in every:
        others = {compared(other) for other in every if other != name}
        found[name] = _free(_plain(name), taken | others)
        taken.add(compared(found[name]))
    return found


def _plain(name: str) -> str:
    """As close to the name as an identifier comes: no accents, underscores for what is no letter."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9]+", "_", letters).strip("_")
    return plain if plain[:1].isalpha() else f"attribute_{plain}".rstrip("_")


def _free(plain: str, taken: set[str]) -> str:
    free, number = plain, 1
    while compared(free) in taken:
        number += 1
        free = f"{plain}_{number}"
    return free
