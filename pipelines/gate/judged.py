"""The moments that judge the new recipe, and what its twin said of them: a table that outlives a process."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from features.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from features.agreement.values import Target
    from models.rows import Bools, Floats, Ints

_SEGMENT: Final = "segment "
_WORD: Final = pa.dictionary(pa.int32(), pa.string())
_ABOUT: Final = b"judged"


class Looks(NamedTuple):
    """The labelled moments of one target on the test side; all [n], ascending by lead and instant.

    Attributes:
        as_of, created: microseconds UTC.
        y: 1.0 where the outcome came in time, else 0.0.
        p: the twin's probability.
        segments: by grouping, each moment's group.
    """

    lead_id: tuple[str, ...]
    as_of: Ints
    created: Ints
    y: Floats
    weight: Floats
    p: Floats
    segments: Mapping[str, tuple[str, ...]]

    def take(self, chosen: Bools) -> Looks:
        """Only the ``chosen`` [n] moments."""
        rows = np.flatnonzero(chosen).tolist()
        return Looks(
            tuple(self.lead_id[row] for row in rows),
            self.as_of[chosen],
            self.created[chosen],
            self.y[chosen],
            self.weight[chosen],
            self.p[chosen],
            {name: tuple(groups[row] for row in rows) for name, groups in self.segments.items()},
        )


@dataclass(frozen=True, eq=False)
class Judged:
    """What is left of a judgement when its twin is gone.

    Attributes:
        origin: leads created from here on judge; the twin knew nothing later.
        targets: by target; empty where the data were too short to judge.
    """

    origin: int
    targets: Mapping[Target, Looks] = field(default_factory=dict["Target", Looks])

    def write(self, path: Path) -> None:
        """Writes one Parquet file, beside first and then renamed."""
        about = json.dumps({"origin": self.origin, "targets": list(self.targets)}).encode()
        parts = [_table(target, looks) for target, looks in self.targets.items()]
        table = pa.concat_tables(parts, promote_options="default") if parts else pa.table({})
        beside = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(table.replace_schema_metadata({_ABOUT: about}), beside, compression="zstd")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The inverse of ``write``.

        Raises:
            WorkspaceError: the file is missing or damaged.
        """
        try:
            table = pq.read_table(path)
            about = json.loads((table.schema.metadata or {})[_ABOUT])
            return cls(about["origin"], {target: _looks(table, target) for target in about["targets"]})
        except (OSError, KeyError, ValueError, pa.ArrowException) as error:
            told = (str(error).splitlines() or [type(error).__name__])[0]
            raise WorkspaceError(f"{path} cannot be read ({told}); remove it and train again") from error


def _table(target: Target, looks: Looks) -> Any:
    size = len(looks.lead_id)
    return pa.table(
        {
            "target": pa.array([target] * size).cast(_WORD),
            "lead_id": pa.array(looks.lead_id, pa.string()),
            "as_of": looks.as_of,
            "created": looks.created,
            "y": looks.y,
            "weight": looks.weight,
            "p": looks.p,
            **{_SEGMENT + name: pa.array(groups).cast(_WORD) for name, groups in looks.segments.items()},
        }
    )


def _looks(table: Any, target: str) -> Looks:
    mine = [name == target for name in table["target"].to_pylist()]
    rows = table.filter(pa.array(mine, pa.bool_()))
    segments = {name: rows[name] for name in rows.column_names if name.startswith(_SEGMENT)}
    return Looks(
        tuple(rows["lead_id"].to_pylist()),
        rows["as_of"].to_numpy(),
        rows["created"].to_numpy(),
        rows["y"].to_numpy(),
        rows["weight"].to_numpy(),
        rows["p"].to_numpy(),
        {
            name.removeprefix(_SEGMENT): tuple(groups.cast(pa.string()).to_pylist())
            for name, groups in segments.items()
            if groups.null_count == 0
        },
    )
