"""A matplotlib figure as SVG inside an HTML page, in the page's own colours and font."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from matplotlib import style

from models.charts.light import lighten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from matplotlib.figure import Figure

INK: Final = "#111111"
BLUE: Final = "#0072b2"
ORANGE: Final = "#d55e00"
GREY: Final = "#767676"
"""Blue and orange are Okabe and Ito's, which colour-blind people tell apart."""

_IN_PAGE: Final = {
    INK: "currentColor",
    BLUE: "var(--blue)",
    ORANGE: "var(--orange)",
    GREY: "var(--grey)",
}
_FONT: Final = re.compile(r"font-family: [^;]*; ?")
_REFERENCE: Final = re.compile(r"url\(#")
_TAIL: Final = 10
"""Letters kept at the end of a shortened text: features differ there, by their window."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_LOOKS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "leadcast",
    "font.size": 9.0,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
}


def looks() -> AbstractContextManager[None]:
    """Draw within this: a user's own matplotlibrc changes nothing."""
    return style.context(["default", _LOOKS])


def plain(text: str, longest: int = 30) -> str:
    """A text that is safe to draw: on one line, without control characters, its middle left out."""
    flat = " ".join(_CONTROL.sub(" ", text).split())
    if len(flat) <= longest:
        return flat
    return f"{flat[: longest - _TAIL - 1].rstrip()}…{flat[-_TAIL:].lstrip()}"


def inline(figure: Figure, key: str, label: str) -> str:
    """The figure as an ``<svg>`` element.

    Args:
        figure: drawn within ``looks()``.
        key: unique on the page; what the ids begin with.
        label: what the chart shows, for those who do not see it.
    """
    file = io.StringIO()
    metadata = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.savefig(file, format="svg", metadata=metadata)
    root = ElementTree.fromstring(file.getvalue().encode())
    for element in _without_namespaces(root):
        for name in ("metadata", "style"):
            for child in element.findall(name):
                element.remove(child)
        _dressed(element, key)
    lighten(root)
    box = root.attrib["viewBox"]
    root.attrib.clear()
    root.attrib.update({"viewBox": box, "role": "img", "aria-label": label})
    return ElementTree.tostring(root, encoding="unicode")


def _without_namespaces(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    everything = list(root.iter())
    for element in everything:
        element.tag = _local(element.tag)
        element.attrib = {_local(name): value for name, value in element.attrib.items()}
    yield from everything


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _dressed(element: ElementTree.Element, key: str) -> None:
    """Ids of this chart alone, the page's colours, and its font in the chart's sizes."""
    _unstyle(element)
    for name, value in element.attrib.items():
        if name == "id":
            element.attrib[name] = f"{key}-{value}"
        elif name == "href":
            element.attrib[name] = f"#{key}-{value.removeprefix('#')}"
        else:
            element.attrib[name] = _recoloured(_REFERENCE.sub(f"url(#{key}-", value))


def _unstyle(element: ElementTree.Element) -> None:
    """Its looks as attributes of their own: a page's security policy may forbid ``style``."""
    for declaration in _FONT.sub("", element.attrib.pop("style", "")).split(";"):
        name, _, value = declaration.partition(":")
        if name.strip():
            element.set(name.strip(), value.strip())


def _recoloured(value: str) -> str:
    for drawn, page in _IN_PAGE.items():
        value = value.replace(drawn, page)
    return value
