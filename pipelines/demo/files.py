"""Writes the world's files, byte for byte the same for the same tables."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from features.errors import WorkspaceError
from pipelines.demo.columns import Words

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.demo.columns import Column, Columns

PARTIAL: Final = ".partial"
MARK: Final = "truth/world.json"
"""What tells an earlier demo from somebody's own folder."""


def make_room(directory: Path) -> None:
    """Creates the folder, or accepts one that is empty or holds an earlier demo.

    Raises:
        WorkspaceError: there is something else in the folder.
    """
    if directory.exists() and not directory.is_dir():
        raise WorkspaceError(f"{directory} is a file; name a folder for the demo")
    directory.mkdir(parents=True, exist_ok=True)
    if (directory / MARK).is_file():
        return
    other = next((path for path in sorted(directory.rglob("*")) if _counts(path)), None)
    if other is not None:
        raise WorkspaceError(
            f"{directory} is neither empty nor an earlier demo (found {other.name}); name another folder"
        )


def _counts(path: Path) -> bool:
    """An interrupted demo may have left empty folders and partial files; nothing else is overlooked."""
    return not path.is_dir() and path.suffix != PARTIAL


def write_bytes(path: Path, content: bytes) -> None:
    """The whole file or none of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + PARTIAL)
    partial.write_bytes(content)
    partial.replace(path)


def write_text(path: Path, text: str) -> None:
    """UTF-8, the same line ends everywhere."""
    write_bytes(path, text.encode())


def write_csv(path: Path, table: Columns) -> None:
    """Comma-separated, numbers whole; gzipped, without a date inside, where the name ends in .gz."""
    lines = pc.call_function("binary_join_element_wise", [*map(_cells, table.values()), ","])
    content = "\n".join([",".join(table), *lines.to_pylist(), ""]).encode()
    write_bytes(path, gzip.compress(content, 4, mtime=0) if path.suffix == ".gz" else content)


def _cells(column: Column) -> Any:
    """The column as texts: quoted where a comma or a quote stands inside, empty where there is nothing."""
    if isinstance(column, Words):
        options = pa.array([_quoted(option) for option in column.options], pa.string())
        texts = options.take(pa.array(column.codes, mask=column.codes < 0))
    elif not isinstance(column, np.ndarray):
        texts = pa.array([_quoted(text) for text in column], pa.string())
    elif column.dtype.kind == "f":
        nothing = np.isnan(column)
        texts = pa.array(np.where(nothing, 0, column).astype(np.int64), mask=nothing).cast(pa.string())
    else:
        texts = pa.array(column).cast(pa.string())
    return pc.fill_null(texts, "")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def write_parquet(path: Path, table: Columns) -> None:
    """One Parquet file; times in UTC, NaN as null."""
    sink = io.BytesIO()
    pq.write_table(pa.table({name: _arrow(column) for name, column in table.items()}), sink)
    write_bytes(path, sink.getvalue())


def _arrow(column: Column) -> Any:
    if isinstance(column, Words):
        return pa.array(column.options).take(pa.array(column.codes))
    if isinstance(column, np.ndarray) and column.dtype.kind == "M":
        return pa.array(column, pa.timestamp("us", "UTC"))
    return pa.array(column, from_pandas=True)
