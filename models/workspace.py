"""The workspace's folders, and which bundle is champion."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from features.errors import WorkspaceError
from models.bundle import Bundle, open_bundle
from models.pointers import name, named
from models.promotions import Promotion, alike, before, note, now, promotions, user
from models.riding import alight, ride, rider, rides

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from models.promotions import Kind

STATE: Final = ".leadcast"
PATIENCE: Final = 10.0
"""Seconds to wait for another process that changes the champion."""


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

    @property
    def _challenger(self) -> Path:
        return self.state / "challenger.json"

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
        return named(self._pointer, "leadcast promote VERSION")

    def challenger_version(self) -> str | None:
        """The version that was trained last, whatever the gate said of it; None before the first training."""
        return named(self._challenger, "leadcast train")

    def challenge(self, version: str) -> None:
        """Names a bundle that was just trained the challenger."""
        self.bundle(version)
        name(self._challenger, version)

    def shadow_version(self) -> str | None:
        """The version that rides along with the champion, None where none does."""
        return rider(self.state)

    def shadows(self) -> tuple[Promotion, ...]:
        """Every change of shadow so far, oldest first."""
        return rides(self.state)

    def champion(self) -> Bundle:
        """The bundle that serves."""
        version = self.champion_version()
        if version is None:
            raise WorkspaceError(
                f"{self.path} has no champion yet; train one with: leadcast train {self.path}"
            )
        return self.bundle(version)

    def history(self) -> tuple[Promotion, ...]:
        """Every change of champion so far, oldest first."""
        return promotions(self._log)

    def promote(self, version: str, why: str, who: str = "") -> Promotion:
        """Makes a bundle champion; one rename, so that a reader sees the old or the new one.

        Args:
            who: decided it; the user of this machine, if nobody is named.

        Raises:
            WorkspaceError: there is no such bundle, or another process is at it.
        """
        with self._deciding():
            return self._crown("promotion", version, why, who)

    def rollback(self, why: str, who: str = "") -> Promotion:
        """Makes the bundle champion that was it before the present one was promoted.

        Rolled back again, it is the one before that.

        Raises:
            WorkspaceError: there was none before, it is gone, or another process is at it.
        """
        with self._deciding():
            version = before(self.history())
            if version is None:
                raise WorkspaceError(
                    f"{self.path}: no other champion is left to go back to; name one: leadcast promote"
                )
            return self._crown("rollback", version, why, who)

    def shadow(self, version: str, why: str, who: str = "") -> Promotion:
        """Has a bundle ride along: the service scores with it too, and answers with the champion alone.

        Raises:
            WorkspaceError: there is no such bundle, it is the champion, or another process is at it.
        """
        with self._deciding():
            self.bundle(version)
            if version == self._present():
                raise WorkspaceError(f"{version} is the champion of {self.path}; another can ride along")
            return ride(self.state, version, why, who or user())

    def unshadow(self, why: str, who: str = "") -> Promotion:
        """Ends the ride.

        Raises:
            WorkspaceError: nothing rides along, or another process is at it.
        """
        with self._deciding():
            made = alight(self.state, why, who or user())
        if made is None:
            raise WorkspaceError(f"no bundle rides along in {self.path}")
        return made

    @property
    def _log(self) -> Path:
        return self.state / "promotions.jsonl"

    def _crown(self, kind: Kind, version: str, why: str, who: str) -> Promotion:
        self.bundle(version)
        made = Promotion(version, self._present() or "", why, who or user(), now(), kind)
        # first told, then done: killed in between, what was told last is done now
        if not alike(made, self.history()[-1:]):
            note(self._log, made)
        name(self._pointer, version)
        with suppress(WorkspaceError):  # a damaged name of a shadow must not hinder a promotion
            if rider(self.state) == version:
                alight(self.state, f"it was made champion: {why}", made.who)
        return made

    @contextmanager
    def _deciding(self) -> Generator[None]:
        self.state.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.state / "promote.lock", timeout=PATIENCE):
                yield
        except Timeout as error:
            raise WorkspaceError(
                f"{self.path}: another process is changing the champion; try again"
            ) from error

    def _present(self) -> str | None:
        """The champion so far; promoting must mend a damaged pointer, so the history stands in for it."""
        try:
            return self.champion_version()
        except WorkspaceError:
            return self.history()[-1].version if self.history() else None
