"""Where in the text of an agreement its rules stand, so that the rest can stay as it was written."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_HEADER: Final = re.compile(r"\s*\[")
_RULE: Final = re.compile(
    r"""\s*\[\[\s*(?:"icp"|'icp'|icp)\s*\.\s*(?:"rule"|'rule'|rule)\s*\]\]\s*(?:#.*)?"""
)
_QUIET: Final = re.compile(r"\s*(?:#.*)?")
_TOKENS: Final = re.compile(
    r'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]',
)
_CLOSES: Final = {
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*"{3,5}', re.DOTALL),
    "'''": re.compile(r".*?'{3,5}", re.DOTALL),
}


class Block(NamedTuple):
    """The lines of a rule, from its header to the last that says anything: ``lines[begin:end]``."""

    begin: int
    end: int


def lines_of(text: str) -> list[str]:
    """The lines with their ends; nothing but a line feed ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def rule_blocks(lines: list[str]) -> list[Block]:
    """The rules written as ``[[icp.rule]]``, in order."""
    free = beginnings(lines)
    headers = [place for place, line in enumerate(lines) if free[place] and _HEADER.match(line)]
    ends = dict(zip(headers, [*headers[1:], len(lines)], strict=True))
    return [
        Block(begin, _last_told(lines, begin, end))
        for begin, end in ends.items()
        if _RULE.fullmatch(lines[begin].rstrip("\r\n"))
    ]


def _last_told(lines: list[str], begin: int, end: int) -> int:
    """Blank lines and comments at the end belong to what follows."""
    while end > begin + 1 and _QUIET.fullmatch(lines[end - 1].rstrip("\r\n")):
        end -= 1
    return end


def beginnings(lines: list[str]) -> list[bool]:
    """Whether each line begins a statement, rather than going on inside a text or a list."""
    text, free, depth, place = "".join(lines), list[bool](), 0, 0
    inside_until = 0
    start = 0
    for line in lines:
        free.append(start >= inside_until and depth == 0)
        header = free[-1] and bool(_HEADER.match(line))
        place, end = max(start, inside_until), start + len(line)
        while not header and place < end and (found := _TOKENS.search(text, place, end)):
            token, place = found[0], found.end()
            if token in _CLOSES:
                closed = _CLOSES[token].match(text, place)
                place = inside_until = closed.end() if closed else len(text)
            elif token in "[{":
                depth += 1
            elif token in "]}":
                depth -= 1
        start = end
    return free
