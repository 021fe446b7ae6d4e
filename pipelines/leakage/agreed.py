"""What the agreement says of a leak: whom it trusts, and what to write in it to go on."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from features.naming import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.agreement import Agreement
    from models.leakage import Verdict
    from models.leakage.verdict import Kind


class Lines(NamedTuple):
    """Lines of agreement.toml that leave leaks out, or one that vouches for them ("" where none can)."""

    leave_out: tuple[str, ...]
    vouch: str


def agreed(verdict: Verdict, agreement: Agreement) -> Verdict:
    """The verdict with why the agreement trusts it, and any line that would let a leak pass."""
    trusted = _trust(agreement).get(key(verdict.name), "") if verdict.kind == "attribute" else ""
    lines = lines_for([verdict], agreement) if verdict.verdict == "leak" else Lines((), "")
    return replace(verdict, trusted=trusted, lines=(*lines.leave_out, *filter(None, [lines.vouch])))


def lines_for(leaks: Sequence[Verdict], agreement: Agreement) -> Lines:
    """The lines that would let training pass all these leaks."""
    attributes, touches, stages = (_named(leaks, kind) for kind in ("attribute", "touch", "stage"))
    leave_out: list[str] = []
    if attributes:
        leave_out.append(f"[attributes] exclude = {_list((*agreement.attributes.exclude, *attributes))}")
    if touches:
        leave_out.append(f"[touches] exclude = {_list((*agreement.touches.exclude, *touches))}")
    if stages:
        names = ", ".join("'" + name.replace("'", "''") + "'" for name in stages)
        leave_out.append(f'[sources] stages = "SELECT ... WHERE stage NOT IN ({names})"')
    vouched = ", ".join(f'{_text(name)} = "how it was known in time"' for name in attributes)
    return Lines(tuple(leave_out), f"[attributes] trust = {{ {vouched} }}" if vouched else "")


def _named(leaks: Sequence[Verdict], kind: Kind) -> list[str]:
    return [leak.name for leak in leaks if leak.kind == kind]


def _trust(agreement: Agreement) -> dict[str, str]:
    return {key(name): reason for name, reason in agreement.attributes.trust.items()}


def _list(names: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, names))}]"


def _text(name: str) -> str:
    """A TOML string."""
    return json.dumps(name, ensure_ascii=False)
