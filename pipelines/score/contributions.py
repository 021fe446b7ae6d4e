"""The complete list behind each score: what every feature added to the log-odds, as Parquet."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from features.clock import iso

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from models.funnel import Forecast
    from models.score import Score
    from models.scorer import Scorer, Scores
    from models.target import TargetModel

EXPECTED: Final = "expected value"
"""The feature whose contribution is what the model says of nobody in particular."""

_WORD: Final = pa.dictionary(pa.int32(), pa.string())
_SCHEMA: Final = pa.schema(
    [
        ("lead_id", _WORD),
        ("as_of", _WORD),
        ("target", _WORD),
        ("feature", _WORD),
        ("value", pa.float32()),
        ("contribution", pa.float64()),
    ]
)
_ROWS: Final = 4_000
"""Moments written at a time."""


class Contributions:
    """Takes scores as they are made and writes a row per moment, target and feature.

    The contributions of a moment and target add up to the log-odds before calibration; the value is the
    feature's own, a code where the feature is categorical, and null where nothing is known.
    """

    def __init__(self, scorer: Scorer, file: pq.ParquetWriter) -> None:
        self._scorer = scorer
        self._file = file

    def add(self, scores: Scores, lead_ids: tuple[str, ...], told: Sequence[Score] = ()) -> None:
        """Writes the contributions of some scores; ``lead_ids`` are the population's."""
        del told
        for target, forecast in scores.forecasts.items():
            scored = np.flatnonzero(~np.isnan(forecast.margin))
            for begin in range(0, scored.size, _ROWS):
                rows = scored[begin : begin + _ROWS]
                self._file.write_table(
                    _table(scores, lead_ids, target, forecast, self._scorer.targets[target], rows)
                )


@contextmanager
def contributions_file(path: Path, scorer: Scorer) -> Generator[Contributions]:
    """A file to add contributions to; it takes its name only once all are written."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with pq.ParquetWriter(beside, _SCHEMA, compression="zstd") as file:
            yield Contributions(scorer, file)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _table(
    scores: Scores,
    lead_ids: tuple[str, ...],
    target: str,
    forecast: Forecast,
    model: TargetModel,
    rows: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> Any:
    names = (*model.names, EXPECTED)
    values = np.full((rows.size, len(names)), np.nan, dtype=np.float32)
    values[:, :-1] = scores.x[np.ix_(rows, model.columns)]
    moment = np.repeat(np.arange(rows.size, dtype=np.int32), len(names))
    feature = np.tile(np.arange(len(names), dtype=np.int32), rows.size)
    columns = [
        pa.DictionaryArray.from_arrays(moment, [lead_ids[lead] for lead in scores.moments.lead[rows]]),
        pa.DictionaryArray.from_arrays(moment, [iso(int(at)) for at in scores.moments.as_of[rows]]),
        pa.DictionaryArray.from_arrays(np.zeros_like(moment), [target]),
        pa.DictionaryArray.from_arrays(feature, list(names)),
        pa.array(values.ravel(), from_pandas=True),
        pa.array(forecast.contributions[rows].ravel()),
    ]
    return pa.Table.from_arrays(columns, schema=_SCHEMA)
