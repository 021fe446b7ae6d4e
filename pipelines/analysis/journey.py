"""A workspace's journey as tables: who the leads are, and what happened to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from features.agreement import read_agreement
from features.sources import open_journey

if TYPE_CHECKING:
    import os

_TIMES: Final = ("created_at", "at")


class Tables(NamedTuple):
    """The journey, checked and in the agreement's words; times are timestamps in UTC.

    Attributes:
        leads: lead_id, created_at, perhaps account_id, and every attribute as its raw text of today.
        touches: lead_id, at, kind, direction, channel, asset, actor, value.
        stages: lead_id, at, stage, reason, actor, amount.
    """

    leads: pd.DataFrame
    touches: pd.DataFrame
    stages: pd.DataFrame


def read_journey(workspace: str | os.PathLike[str]) -> Tables:
    """Reads a workspace's sources, as training does. All of them have to fit into memory.

    Raises:
        AgreementError: the agreement cannot be read.
        SourceError: a source cannot be.
    """
    path = Path(workspace)
    with open_journey(read_agreement(path), path) as journey:
        return Tables(*(_timed(journey.db.sql(f"FROM {name}").df()) for name in Tables._fields))


def _timed(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        **{name: pd.to_datetime(table[name], unit="us", utc=True) for name in _TIMES if name in table}
    )
