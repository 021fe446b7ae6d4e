"""``leadcast init``: looks at the user's files, guesses what they are, and writes the agreement."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from features.agreement import read_agreement
from features.errors import WorkspaceError
from features.sources.connection import connect, remove
from features.sources.loading import Place
from pipelines.init.guessing import guess_all
from pipelines.init.places import written
from pipelines.init.saying import guessed_lines, unsure_lines
from pipelines.init.writing import agreement_text

if TYPE_CHECKING:
    from features.sources import Table
    from pipelines.init.findings import Guess


class InitReport(NamedTuple):
    """Where the agreement is, what was guessed for it, and what the user has to say."""

    path: Path
    guessed: tuple[str, ...]
    unsure: tuple[str, ...]


def init_workspace(
    directory: Path,
    *,
    leads: str,
    touches: str | None = None,
    stages: str | None = None,
    attribute_changes: str | None = None,
) -> InitReport:
    """Makes ``directory`` a workspace for the given sources; paths are given from the current folder.

    Raises:
        WorkspaceError: the folder has an agreement already.
        SourceError: a source cannot be read.
    """
    path = directory / "agreement.toml"
    if path.exists():
        raise WorkspaceError(f"{path} exists and is not overwritten; edit it, or choose another folder")
    directory.mkdir(parents=True, exist_ok=True)
    given: dict[Table, str | None] = {
        "leads": leads,
        "touches": touches,
        "stages": stages,
        "attribute_changes": attribute_changes,
    }
    sources: dict[Table, str] = {t: written(text, t, directory) for t, text in given.items() if text}
    guess = _guess(directory, sources)
    _write(
        path, agreement_text(directory.resolve().name.replace("_", " ").replace("-", " ").capitalize(), guess)
    )
    read_agreement(directory)
    return InitReport(path, guessed_lines(guess), unsure_lines(guess))


def _guess(directory: Path, sources: dict[Table, str]) -> Guess:
    db, scratch = connect(directory, "UTC")
    try:
        return guess_all(Place(db, directory, scratch), sources)
    finally:
        db.close()
        remove(scratch)


def _write(path: Path, text: str) -> None:
    """Beside it first: nobody ever sees half an agreement."""
    handle, name = tempfile.mkstemp(prefix=".agreement-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(name, 0o644)  # noqa: PTH101 — mkstemp made it private
    Path(name).replace(path)
