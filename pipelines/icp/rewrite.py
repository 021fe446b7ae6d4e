"""Writes changes into the text of an agreement and touches nothing else of it."""

from __future__ import annotations

import difflib
import json
import math
import re
import textwrap
from typing import TYPE_CHECKING, Any, Final

from features.agreement.parse import parse_agreement
from features.errors import AgreementError
from pipelines.icp.blocks import Block, beginnings, lines_of, rule_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.agreement import Icp, IcpRule
    from models.icp.evidence.changes import Change

NAME: Final = "agreement.toml"
_WIDTH: Final = 88
_POINTS: Final = re.compile(r"(\s*points\s*=\s*)([^\s#]+)(.*)", re.DOTALL)
_MUST: Final = re.compile(r"(\s*)must_have(\s*)=\s*true(.*)", re.DOTALL)
_REFUSES: Final = re.compile(r"""(\s*missing\s*=\s*)(?:"disqualify"|'disqualify')(.*)""", re.DOTALL)


def rewritten(text: str, icp: Icp, changes: Sequence[Change], evidence: Sequence[str]) -> str:
    """The text with the changes, and above each of them a comment with what speaks for it.

    Args:
        text: of a sound agreement, with the line ends it has.
        icp: what the text says.
        evidence: by change, what speaks for it in a sentence or two.

    Raises:
        AgreementError: its rules are not written one under another as [[icp.rule]].
    """
    lines = lines_of(text)
    blocks = rule_blocks(lines)
    if len(blocks) != len(icp.rule):
        raise AgreementError(
            f"{NAME}: its rules cannot be changed line by line; write each under its own [[icp.rule]]"
        )
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if lines and not lines[-1].endswith("\n") and any(change.kind == "add" for change in changes):
        lines[-1] += ending
    free = beginnings(lines)
    last = blocks[-1].end if blocks else len(lines)
    told = list(zip(changes, evidence, strict=True))
    new = [line for one, why in told if one.kind == "add" for line in _block(one, why)]
    lines[last:last] = [f"{line}{ending}" for line in new]
    for change, why in reversed(told):
        if change.rule is not None:
            _write(lines, free, blocks[change.rule], change, _comment(why), ending)
    made = "".join(lines)
    if parse_agreement(made).icp.rule != changed(icp, changes):
        raise AgreementError(f"{NAME}: its rules are written in a way that cannot be changed line by line")
    return made


def changed(icp: Icp, changes: Sequence[Change]) -> tuple[IcpRule, ...]:
    """The rules with the changes."""
    kind = type(icp)
    by_rule = {change.rule: change for change in changes if change.rule is not None}
    rules: list[dict[str, Any]] = []
    for place, rule in enumerate(icp.rule):
        told = rule.model_dump(exclude_none=True)
        change = by_rule.get(place)
        if change and change.kind == "drop":
            continue
        if change:
            told["points"] = change.after
        if change and change.kind == "soften":
            told["must_have"] = False
            told["missing"] = "skip" if rule.missing == "disqualify" else rule.missing
        rules.append(told)
    rules += [
        {"attribute": one.attribute, **(one.condition or {}), "points": one.after}
        for one in changes
        if one.kind == "add"
    ]
    return kind.model_validate({"rule": rules}).rule


def difference(before: str, after: str) -> str:
    """A unified diff that ``patch -p1`` and ``git apply`` take; empty where nothing differs."""
    told = difflib.unified_diff(lines_of(before), lines_of(after), f"a/{NAME}", f"b/{NAME}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in told
    )


def _write(
    lines: list[str], free: list[bool], block: Block, change: Change, comment: list[str], ending: str
) -> None:
    said = [f"{line}{ending}" for line in comment]
    if change.kind == "drop":
        if not lines[block.end - 1].endswith("\n"):
            said[-1] = said[-1].removesuffix(ending)
        lines[block.begin : block.end] = said
        return
    points = f"{change.after:g}"
    for place in range(block.end - 1, block.begin, -1):
        line = lines[place]
        if not free[place]:
            continue
        if change.kind == "points" and (found := _POINTS.fullmatch(line)):
            lines[place : place + 1] = [*said, f"{found[1]}{points}{found[3]}"]
        elif change.kind == "soften" and (found := _MUST.fullmatch(line)):
            wide = len("must_have" + found[2])
            lines[place : place + 1] = [*said, f"{found[1]}{'points':<{wide}}= {points}{found[3]}"]
        elif change.kind == "soften" and (found := _REFUSES.fullmatch(line)):
            lines[place] = f'{found[1]}"skip"{found[2]}'


def _comment(text: str) -> list[str]:
    flat = " ".join(text.split())
    return textwrap.wrap(flat, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


def _block(change: Change, why: str) -> list[str]:
    ((name, wanted),) = (change.condition or {}).items()
    return [
        "",
        *_comment(why),
        "[[icp.rule]]",
        f"attribute = {_value(change.attribute)}",
        f"{name:<9} = {_value(wanted)}",
        f"points    = {change.after:g}",
    ]


def _value(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if math.isfinite(value) and value == int(value) else repr(float(value))
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
