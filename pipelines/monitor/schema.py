"""The columns of the sources, beside those the training read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.monitor.finding import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def columns(then: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """One finding for each column that is gone, and each that is new."""
    for table, known in then.items():
        here = now.get(table, ())
        for column in known:
            if column not in here:
                yield finding(
                    "column_vanished", f"{table}.{column}", f"{table} no longer has the column {column}."
                )
        for column in here:
            if column not in known:
                yield finding(
                    "column_appeared",
                    f"{table}.{column}",
                    f"{table} has a column {column}, which the model does not know.",
                )
