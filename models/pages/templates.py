"""Templates that escape what they are given, with the words for numbers and dates as filters."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.pages.wording import between, count, day, decimals, listed, percent, round_percent, signed

_HERE: Final = Path(__file__).parent


def templates(*folders: Path) -> Environment:
    """The templates of some folders, and those that all pages share: style.css and words.html.j2."""
    made = Environment(
        loader=FileSystemLoader([*folders, _HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = made.filters
    filters.update(
        between=between,
        count=count,
        day=day,
        decimals=decimals,
        listed=listed,
        percent=percent,
        round_percent=round_percent,
        signed=signed,
    )
    return made
