"""Where trials are kept: one SQLite file, so that a search that was killed goes on."""

from __future__ import annotations

import os
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

import optuna
from optuna.storages import RDBStorage

from features.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

optuna.logging.disable_default_handler()
optuna.logging.set_verbosity(optuna.logging.CRITICAL)


@contextmanager
def opened(path: Path) -> Generator[RDBStorage]:
    """The storage in a file; a new one is made beside and renamed, so that a half-made one is never met.

    Raises:
        WorkspaceError: the file is no database, or one of another version.
    """
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}.part")
        beside.unlink(missing_ok=True)
        _close(_storage(beside))
        beside.replace(path)
    try:
        storage = _storage(path)
    except Exception as error:
        raise WorkspaceError(
            f"{path} cannot be read ({str(error).splitlines()[0]}); it holds nothing but trials of settings: "
            "remove it and tune again"
        ) from error
    try:
        yield storage
    finally:
        _close(storage)


def _storage(path: Path) -> RDBStorage:
    url = f"sqlite:///{quote(str(path))}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return RDBStorage(url, engine_kwargs={"connect_args": {"timeout": 30}})


def _close(storage: RDBStorage) -> None:
    storage.remove_session()
    storage.engine.dispose()
