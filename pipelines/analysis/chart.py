"""A chart that a notebook shows by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_COLOURS: Final = "color: #1c1c1c; background: #fff; --blue: #0072b2; --orange: #d55e00; --grey: #767676"
"""Those of the pages in daylight: what a notebook is read in is not known."""


@dataclass(frozen=True)
class Chart:
    """A chart; a notebook shows it by itself.

    Attributes:
        svg: an ``<svg>`` element, in the colours of the page that it stands in.
    """

    svg: str

    def _repr_html_(self) -> str:
        return f'<div style="max-width: 44rem; {_COLOURS}">{self.svg}</div>'
