"""What a drawing can do without: names that nothing refers to, white space, and digits that nobody sees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_REFERRED: Final = re.compile(r"url\(#([^)]+)\)|^#(.+)$")
_LONG: Final = re.compile(r"-?\d+\.\d{3,}")
_DRAWN: Final = ("d", "x", "y", "width", "height", "transform", "points")
_DIGITS: Final = 2
"""Decimals of a coordinate, in points of 1/72 inch: on paper a hundredth of one is beyond a printer."""


def lighten(root: Element) -> None:
    """Takes it out, in place; what is seen stays the same."""
    needed = {
        found[1] or found[2]
        for element in root.iter()
        for value in element.attrib.values()
        for found in _REFERRED.finditer(value)
    }
    for element in root.iter():
        if element.attrib.get("id") not in needed:
            element.attrib.pop("id", None)
        for name in _DRAWN:
            if name in element.attrib:
                element.set(name, _short(element.attrib[name]))
        if element.tag not in ("text", "tspan"):
            element.text = (element.text or "").strip() or None
        element.tail = (element.tail or "").strip() or None


def _short(value: str) -> str:
    rounded = _LONG.sub(lambda found: f"{float(found[0]):.{_DIGITS}f}".rstrip("0").rstrip("."), value)
    return " ".join(rounded.split())
