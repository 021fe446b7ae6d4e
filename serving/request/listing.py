"""What is asked of the week's list: which part of it, how much at once, and behind which lead."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from models.queue.queue import PARTS
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.queue import Candidate
    from models.queue.queue import Part

MOST: Final = 500
USUAL: Final = 100
LARGEST: Final = 10_000_000
_CURSOR: Final = re.compile(r"(\d{1,9})-([0-9a-f]{16})", re.ASCII)


class Listing(NamedTuple):
    """A page of the list.

    Attributes:
        capacity: in the place of the agreement's.
        behind: the place of the last lead that was told, and what stands for its id.
    """

    part: Part
    limit: int
    capacity: int | None
    behind: tuple[int, str] | None


def listing_of(query: Mapping[str, str]) -> Listing:
    """The page that is asked for; what is empty was not said.

    Raises:
        Refusal: a parameter cannot be read; it is named.
    """
    part = query.get("part", "") or "queue"
    if part not in PARTS:
        raise Refusal(422, "invalid", f"One of {', '.join(PARTS)} is expected.", "part")
    capacity = _whole(query, "capacity", LARGEST)
    return Listing(part, _whole(query, "limit", MOST) or USUAL, capacity, _behind(query.get("cursor", "")))


def after(leads: Sequence[Candidate], behind: tuple[int, str] | None) -> int:
    """Where a page begins: behind the last lead told, wherever it stands by now.

    Where it is no longer on the list, behind the place it had.
    """
    if behind is None:
        return 0
    place, sign = behind
    if place <= len(leads) and _sign(leads[place - 1].lead_id) == sign:
        return place
    found = (number for number, lead in enumerate(leads, 1) if _sign(lead.lead_id) == sign)
    return next(found, min(place - 1, len(leads)))


def cursor(leads: Sequence[Candidate], end: int) -> str:
    """What to ask for the leads from ``end`` on; empty where there are none. No id is in it."""
    return f"{end}-{_sign(leads[end - 1].lead_id)}" if 0 < end < len(leads) else ""


def _behind(written: str) -> tuple[int, str] | None:
    if not written:
        return None
    found = _CURSOR.fullmatch(written)
    if not found or not int(found[1]):
        raise Refusal(422, "invalid", "The next_cursor of an answer is expected.", "cursor")
    return int(found[1]), found[2]


def _whole(query: Mapping[str, str], name: str, most: int) -> int | None:
    written = query.get(name, "")
    if not written:
        return None
    if not (written.isascii() and written.isdecimal() and 0 < int(written[:9]) <= most and len(written) < 9):
        raise Refusal(422, "invalid", f"A whole number from 1 to {most:,} is expected.", name)
    return int(written)


def _sign(lead_id: str) -> str:
    return hashlib.blake2b(lead_id.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
