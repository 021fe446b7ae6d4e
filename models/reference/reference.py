"""The reference: all that a bundle tells of its training for later months to be compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from models.reference.column import Column
from models.reference.seen import ages_of, seen
from models.reference.volumes import MOST, Series, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from features.population import Population
    from features.sources import Journey
    from models.bundle import Bundle
    from models.scorer import Scorer

FILE: Final = "reference.json"


@dataclass(frozen=True, eq=False)
class Reference:
    """The newest year of a training.

    Attributes:
        until: its end.
        window: the length of its months, microseconds.
        sources: by source, the columns that are read.
        rows: by source and kind.
        columns: features, scores, grades, and how attributes were filled in.
    """

    until: int
    window: int
    sources: dict[str, tuple[str, ...]]
    rows: dict[str, Series]
    columns: dict[str, Column]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "until": self.until,
            "window": self.window,
            "sources": {name: list(columns) for name, columns in self.sources.items()},
            "rows": {name: series.to_json() for name, series in self.rows.items()},
            "columns": {name: column.to_json() for name, column in self.columns.items()},
        }

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""
        return cls(
            int(saved["until"]),
            int(saved["window"]),
            {name: tuple(columns) for name, columns in saved["sources"].items()},
            {name: Series.from_json(series) for name, series in saved["rows"].items()},
            {name: Column.from_json(column) for name, column in saved["columns"].items()},
        )

    @classmethod
    def of(cls, bundle: Bundle) -> Self | None:
        """What a bundle tells; None where it was made before bundles told it."""
        return cls.from_json(bundle.json(FILE)) if bundle.has(FILE) else None


def reference_of(
    scorer: Scorer, journey: Journey, populations: Iterable[Population], until: int, window: int
) -> Reference:
    """What a journey looked like before ``until``, over the year before it or as long as it reaches."""
    ages = ages_of(scorer.agreement.moments)
    samples = seen(scorer, populations, until - MOST * window, until, window)
    return Reference(
        until,
        window,
        columns_of(journey),
        rows_of(journey, until, window),
        {name: Column.of(sample, ages) for name, sample in samples.items()},
    )


def columns_of(journey: Journey) -> dict[str, tuple[str, ...]]:
    """By source, its columns that are read: ours by our names, attributes by theirs."""
    return {
        table: (*sorted(loaded.ours), *sorted(loaded.attributes))
        if table == "leads"
        else tuple(sorted(loaded.ours))
        for table, loaded in journey.loaded.items()
    }
