"""Fails when pytest's JUnit report holds a skip whose reason does not begin with "expected:".

Usage: python scripts/unexpected_skips.py REPORT.xml
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator


def reason(skip: ElementTree.Element) -> str:
    """Return why a test was skipped, in its author's words."""
    if skip.get("message") == "collection skipped":
        # a module skipped as a whole: the text is the repr of (path, line, reason)
        return ast.literal_eval(skip.text or "")[2].removeprefix("Skipped: ")
    return skip.get("message") or ""


def unexpected_skips(report: str) -> Iterator[str]:
    """Yield "test: reason" for each skip in the JUnit file `report` that nobody announced."""
    for case in ElementTree.parse(report).iter("testcase"):
        for skip in case.findall("skipped"):
            if skip.get("type") != "pytest.xfail" and not reason(skip).startswith("expected:"):
                yield f"{case.get('classname')}::{case.get('name')}: {reason(skip)}"


def main() -> None:
    """Exit 1 and list the skips, or exit 0."""
    skips = list(unexpected_skips(sys.argv[1]))
    if skips:
        sys.exit("\n".join(["Skipped, though everything they need should be here:", *skips]))


if __name__ == "__main__":
    main()
