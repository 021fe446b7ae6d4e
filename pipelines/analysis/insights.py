"""The insights of a bundle: tables as pandas has them, and charts that a notebook shows."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from features.errors import UsageError
from models.workspace import Workspace
from pipelines.analysis.chart import Chart
from pipelines.insights.kept import findings
from pipelines.insights.run import ensure_insights
from pipelines.insights.themes import THEMES, theme

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

Shown = TypeVar("Shown")


class Insights:
    """All that was found of a bundle's leads. Nothing in it is computed anew; see ``open_insights``.

    Attributes:
        workspace: the folder.
        version: of the bundle that the leads were looked at with.
    """

    def __init__(self, workspace: Path, version: str) -> None:
        self.workspace = workspace
        self.version = version
        self._found: dict[str, dict[str, Any]] = {}
        self._drawn: dict[str, dict[str, str]] = {}

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """By theme, the names of its tables."""
        return {name: tuple(self._tables(name)) for name in THEMES}

    def table(self, theme: str, name: str) -> pd.DataFrame:
        """One of a theme's tables; what its columns mean stands in the theme's ``tables``.

        Raises:
            UsageError: there is no such theme, or it has no such table.
        """
        return _one(self._tables(theme), name, f"table of {theme}")

    def chart(self, theme: str, name: str) -> Chart:
        """One of a theme's charts.

        Raises:
            UsageError: there is no such theme, or it has no such chart.
        """
        return Chart(_one(self._charts(theme), name, f"chart of {theme}"))

    def charts(self, theme: str) -> tuple[str, ...]:
        """The names of a theme's charts."""
        return tuple(self._charts(theme))

    def found(self, theme: str) -> dict[str, Any]:
        """All that a theme found, as plain values.

        Raises:
            UsageError: there is no such theme.
            WorkspaceError: it is no longer there, or cannot be read.
        """
        if theme not in THEMES:
            raise UsageError(f"no theme {theme!r}; there are {', '.join(THEMES)}")
        if theme not in self._found:
            self._found[theme] = findings(Workspace(self.workspace), self.version, theme)
        return self._found[theme]

    def _tables(self, name: str) -> dict[str, pd.DataFrame]:
        found = self.found(name)
        return theme(name).tables(found)

    def _charts(self, name: str) -> dict[str, str]:
        if name not in self._drawn:  # a theme draws all of its charts at once, which takes a second
            found = self.found(name)
            self._drawn[name] = theme(name).charts(found)
        return self._drawn[name]


def open_insights(workspace: str | os.PathLike[str], version: str | None = None) -> Insights:
    """The insights of a workspace's bundle (default: the champion).

    They are found first if they are missing, or of another agreement than the folder's now; that may take a
    minute.

    Raises:
        WorkspaceError: there is no champion, or no such bundle.
        LeadcastError: they have to be found, and the sources cannot be read.
    """
    at = Workspace(Path(workspace))
    bundle = at.champion() if version is None else at.bundle(version)
    ensure_insights(at, bundle.version)
    return Insights(at.path, bundle.version)


def _one(every: dict[str, Shown], name: str, what: str) -> Shown:
    if name not in every:
        raise UsageError(f"no {what} is called {name!r}; there are {_listed(every)}")
    return every[name]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
