"""How far a training has come: what was done is not done again where the process was killed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from features.clock import iso, now
from features.errors import WorkspaceError
from models.files import json_text, write_text

if TYPE_CHECKING:
    from pathlib import Path

_KEPT: Final = ("month", "as_of", "runs", "first_begun_at")


class Course:
    """The steps of one training by name, in a file; without a file they are forgotten with the process.

    Attributes:
        told: the month it is for, if any, what the steps gave, and earlier runs over other inputs.
    """

    def __init__(self, file: Path | None = None, **about: str) -> None:
        self._file = file
        self.told: dict[str, Any] = _read(file) | about

    @property
    def judged(self) -> Path | None:
        """Where the judged moments are kept for the gate."""
        return self._file.with_suffix(".judged.parquet") if self._file else None

    @property
    def finished(self) -> bool:
        """Whether every step is done."""
        return "finished_at" in self.told

    def begin(self, key: str) -> None:
        """Goes on with the run over these inputs, or begins one; a finished one over others is listed."""
        if self.told.get("key") == key:
            return
        runs: list[dict[str, Any]] = self.told.get("runs", [])
        if self.finished:
            names = ("key", "model_version", "decision", "finished_at", "run_id")
            runs = [*runs, {name: self.told[name] for name in names if name in self.told}]
        kept = {name: self.told[name] for name in _KEPT if name in self.told}
        at = iso(now())
        self.told = {"first_begun_at": at, **kept, "runs": runs, "key": key, "begun_at": at}
        self._write()

    def note(self, **facts: Any) -> None:
        """A step is done, and this is what it gave."""
        self.told |= facts
        self._write()

    def finish(self) -> None:
        """Every step is done."""
        if not self.finished:
            self.note(finished_at=iso(now()))

    def _write(self) -> None:
        if self._file:
            write_text(self._file, json_text(self.told) + "\n")


def _read(file: Path | None) -> dict[str, Any]:
    if file is None or not file.is_file():
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise TypeError("it is no object")
    except (ValueError, TypeError) as error:
        raise WorkspaceError(
            f"{file} is damaged ({error}); restore it, or move it away and retrain"
        ) from error
    return found
