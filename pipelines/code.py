"""What computes: the version of the code, of Python and of the libraries that have a part in the numbers."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Final

_OURS: Final = ("features", "models", "pipelines.train", "pipelines.gate")
_LIBRARIES: Final = ("duckdb", "lightgbm", "numba", "numpy", "pandas", "pyarrow", "scikit-learn", "scipy")


@cache
def code_version() -> str:
    """The release, and ten letters that stand for every line of ours that has a part in the numbers."""
    found = hashlib.sha256()
    for package in _OURS:
        (folder,) = import_module(package).__path__
        for file in sorted(Path(folder).rglob("*.py")):
            found.update(f"{package}/{file.relative_to(folder).as_posix()}\n".encode())
            found.update(file.read_bytes())
    return f"{version('leadcast')}+{found.hexdigest()[:10]}"


@cache
def environment() -> dict[str, str]:
    """Versions by name; nothing in it tells which machine it was."""
    told = {"leadcast": code_version(), "python": platform.python_version(), "machine": platform.machine()}
    return told | {name: version(name) for name in _LIBRARIES}
