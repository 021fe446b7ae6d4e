"""The workspace's folders, and which bundle is champion."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from features.errors import WorkspaceError
from models.bundle import Bundle, open_bundle
from models.files import json_text, write_text

if TYPE_CHECKING:
    from pathlib import Path

STATE: Final = ".leadcast"


@dataclass(frozen=True)
class Workspace:
    """A folder with an agreement.toml; everything Leadcast keeps lies in its ``.leadcast``.

    Nothing in it is an absolute path: a workspace can be moved or copied.
    """

    path: Path

    @property
    def state(self) -> Path:
        """Where Leadcast keeps its own files."""
        return self.path / STATE

    @property
    def bundles(self) -> Path:
        """Where bundles are kept."""
        return self.state / "bundles"

    @property
    def report(self) -> Path:
        """The page that training writes."""
        return self.state / "report.html"

    def agreement_text(self) -> str:
        """The agreement as it stands in the folder, word for word."""
        return (self.path / "agreement.toml").read_text(encoding="utf-8-sig")

    @property
    def _pointer(self) -> Path:
        return self.state / "champion.json"

    def versions(self) -> tuple[str, ...]:
        """The versions of the bundles in the workspace, oldest name first."""
        if not self.bundles.is_dir():
            return ()
        return tuple(
            sorted(p.name for p in self.bundles.iterdir() if p.is_dir() and not p.name.startswith("."))
        )

    def bundle(self, version: str) -> Bundle:
        """A bundle by version."""
        if version not in self.versions():
            known = ", ".join(self.versions()) or "none yet"
            raise WorkspaceError(f"{self.path} has no bundle {version!r}; its bundles are: {known}")
        return open_bundle(self.bundles / version)

    def champion_version(self) -> str | None:
        """The version that serves, None before the first training."""
        try:
            return str(json.loads(self._pointer.read_text(encoding="utf-8"))["version"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise WorkspaceError(
                f"{self._pointer} is damaged ({error}); "
                "name the champion again with: leadcast promote VERSION"
            ) from error

    def champion(self) -> Bundle:
        """The bundle that serves."""
        version = self.champion_version()
        if version is None:
            raise WorkspaceError(
                f"{self.path} has no champion yet; train one with: leadcast train {self.path}"
            )
        return self.bundle(version)

    def history(self) -> tuple[dict[str, str], ...]:
        """Every promotion so far, oldest first: version, previous, why."""
        path = self.state / "promotions.jsonl"
        if not path.is_file():
            return ()
        return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)

    def promote(self, version: str, why: str) -> None:
        """Makes a bundle champion; one rename, so that a reader sees the old or the new one."""
        self.bundle(version)
        entry = {"version": version, "previous": self._previous() or "", "why": why}
        lines = [json_text(line) for line in (*self.history(), entry)]
        write_text(self.state / "promotions.jsonl", "\n".join(lines) + "\n")
        write_text(self._pointer, json_text({"version": version}))

    def _previous(self) -> str | None:
        """The champion so far; promoting must mend a damaged pointer, so the history stands in for it."""
        try:
            return self.champion_version()
        except WorkspaceError:
            return self.history()[-1]["version"] if self.history() else None
