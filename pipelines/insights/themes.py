"""The themes of insights, and what each of them can do."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.insights.book import Book

MODEL: Final = "model"
QUESTIONS: Final = {
    MODEL: "How good are the forecasts?",
    "drivers": "What drives conversion?",
    "personas": "Who converts differently?",
    "icp": "Do the rules of the ideal customer hold?",
    "channels": "Which channels and contents are worth it?",
}
"""What each theme answers."""
THEMES: Final = tuple(QUESTIONS)
"""In the order of the pages; each is a package beside this file that is a ``Theme``."""


class Theme(Protocol):
    """What a theme's package offers. All that it shows comes of what it found."""

    def find(self, book: Book) -> dict[str, Any]:
        """All there is to say, as plain JSON values; the same book gives the same."""
        ...

    def section(self, found: dict[str, Any]) -> str:
        """A part of an HTML page: no script, no style of its own; its ids begin with the theme's name."""
        ...

    def charts(self, found: dict[str, Any]) -> dict[str, str]:
        """The SVGs that the section shows, by name."""
        ...

    def tables(self, found: dict[str, Any]) -> dict[str, pd.DataFrame]:
        """The numbers for whoever goes on computing, by name; the theme's documentation names the columns."""
        ...


def theme(name: str) -> Theme:
    """One of THEMES; imported when it is asked for, since charts load slowly."""
    return cast("Theme", import_module(f"pipelines.insights.{name}"))
