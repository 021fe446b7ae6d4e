"""From the checked tables in DuckDB to the sorted arrays of a population."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from features.agreement import OURS
from features.history import Coded, History, starts_of
from features.population import TOUCH_TEXTS, Population

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.sources import Journey

LEADS_PER_SHARD: Final = 200_000
TOUCHES_PER_SHARD: Final = 10_000_000
_TIE_ORDER: Final = ", ".join(TOUCH_TEXTS)
_STAGE_RANK: Final = "CASE stage " + " ".join(f"WHEN '{s}' THEN {i}" for i, s in enumerate(OURS)) + " ELSE -1 END"


def shards_of(journey: Journey) -> int:
    """How many shards keep each population within bounded memory."""
    leads, touches = (_count(journey, table) for table in ("leads", "touches"))
    return 1 + max(leads // LEADS_PER_SHARD, touches // TOUCHES_PER_SHARD)


def load_population(journey: Journey, shard: int = 0, shards: int = 1) -> Population:
    """The leads of one shard, in order of id, with their histories.

    Accounts are never split: the shard is decided by the account's hash, or the lead's without one.
    """
    place = f"hash(coalesce(account_id, lead_id)) % {shards} = {shard}"
    journey.db.execute(
        f"CREATE OR REPLACE TEMP TABLE shard AS SELECT *, row_number() OVER (ORDER BY lead_id) - 1 AS k "
        f"FROM leads WHERE {place}"
    )
    leads = _fetch(journey, "SELECT * FROM shard ORDER BY k")
    count = leads.num_rows
    return Population(
        lead_id=tuple(leads["lead_id"].to_pylist()),
        created=_ints(leads["created_at"]),
        account=_coded(leads["account_id"]).codes.astype(np.int64),
        attributes={name: _coded(leads[name]) for name in journey.attributes},
        touches=_history(journey, "touches", TOUCH_TEXTS, count, _TIE_ORDER),
        stages=_history(journey, "stages", ("stage",), count, f"{_STAGE_RANK}, stage"),
        changes=_changes(journey, count),
    )


def _changes(journey: Journey, leads: int) -> dict[str, History]:
    fields = journey.db.sql("SELECT DISTINCT field FROM attribute_changes ORDER BY 1").fetchall()
    return {
        name: _history(
            journey, "attribute_changes", ("value", "old_value"), leads, "value, old_value", f"field = '{_sql(name)}'"
        )
        for (name,) in fields
        if name in journey.attributes
    }


def _history(
    journey: Journey, table: str, columns: tuple[str, ...], keys: int, ties: str, where: str = "true"
) -> History:
    rows = _fetch(
        journey,
        f"SELECT k, t.at, {', '.join('t.' + c for c in columns)} FROM {table} t JOIN shard USING (lead_id) "
        f"WHERE {where} ORDER BY k, t.at, {ties}",
    )
    return History(
        starts_of(_ints(rows["k"]), keys), _ints(rows["at"]), {name: _coded(rows[name]) for name in columns}
    )


def _fetch(journey: Journey, query: str) -> pa.Table:
    return journey.db.sql(query).to_arrow_table()


def _count(journey: Journey, table: str) -> int:
    ((rows,),) = journey.db.sql(f"SELECT count(*) FROM {table}").fetchall()
    return int(rows)


def _ints(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return column.to_numpy().astype(np.int64, copy=False)


def _coded(column: pa.ChunkedArray) -> Coded:
    encoded = column.combine_chunks().cast(pa.string()).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return Coded(codes, tuple(encoded.dictionary.to_pylist()))


def _sql(text: str) -> str:
    return text.replace("'", "''")
