"""From the checked tables in DuckDB to the sorted arrays of a population."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from features.agreement import OURS
from features.history import MISSING, Coded
from features.population import TOUCH_TEXTS, Population
from features.sorting import sorted_history
from features.sources.quoting import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from features.history import History
    from features.sources import Journey

LEADS_PER_SHARD: Final = 200_000
TOUCHES_PER_SHARD: Final = 10_000_000
_BY_FUNNEL: Final = (
    "CASE stage "
    + " ".join(f"WHEN {quoted(stage)} THEN {rank}" for rank, stage in enumerate(OURS))
    + " ELSE -1 END"
)


def shards_of(journey: Journey) -> int:
    """How many shards keep each population within bounded memory."""
    leads, touches = (_count(journey.db, table) for table in ("leads", "touches"))
    return 1 + max(leads // LEADS_PER_SHARD, touches // TOUCHES_PER_SHARD)


class _Shard(NamedTuple):
    """The leads in hand, as the table ``shard``; ``key`` is what the rows of other tables find them by."""

    db: DuckDBPyConnection
    key: str
    leads: int


def load_population(journey: Journey, shard: int = 0, shards: int = 1) -> Population:
    """The leads of one shard, in order of id, with their histories.

    Accounts are never split: the shard is decided by the account's hash, or the lead's without one.
    """
    db, key = journey.db, _key(journey.db)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE shard AS SELECT lead_id, {key} AS key, "
        "(row_number() OVER (ORDER BY lead_id) - 1)::INTEGER AS place "
        f"FROM leads WHERE hash(coalesce(account_id, lead_id)) % {shards} = {shard}"
    )
    leads = db.sql(
        "SELECT leads.* FROM shard JOIN leads USING (lead_id) ORDER BY shard.place"
    ).to_arrow_table()
    some = _Shard(db, key, leads.num_rows)
    return Population(
        lead_id=tuple(leads["lead_id"].to_pylist()),
        created=_int64(leads["created_at"]),
        account=_coded(leads["account_id"]).codes.astype(np.int64),
        attributes={name: _coded(leads[name]) for name in journey.attributes},
        touches=_history(some, "touches", TOUCH_TEXTS),
        stages=_history(some, "stages", ("stage",), order=f"{_BY_FUNNEL}, stage"),
        changes={name: _changes(some, name) for name in _tracked(db) if name in journey.attributes},
    )


def _key(db: DuckDBPyConnection) -> str:
    """A number is found sooner than a text, and as surely where no two leads share one."""
    ((alike,),) = db.sql("SELECT count(*) - count(DISTINCT hash(lead_id)) FROM leads").fetchall()
    return "lead_id" if alike else "hash(lead_id)"


def _tracked(db: DuckDBPyConnection) -> list[str]:
    return [name for (name,) in db.sql("SELECT DISTINCT field FROM known_changes ORDER BY 1").fetchall()]


def _changes(shard: _Shard, name: str) -> History:
    table = f"(SELECT * FROM known_changes WHERE field = {quoted(name)})"
    return _history(shard, table, ("value", "old_value"))


def _history(shard: _Shard, table: str, texts: tuple[str, ...], order: str | None = None) -> History:
    """Texts come as codes in the order that settles ties: no text is sorted, or even sent, row by row."""
    values = {text: _coded_texts(shard.db, table, text, order or text) for text in texts}
    told = [text for text in texts if values[text]]
    codes = "".join(f", coalesce(codes_{text}.code, {MISSING}) AS {text}" for text in told)
    joins = "".join(f" LEFT JOIN codes_{text} ON rows.{text} = codes_{text}.text" for text in told)
    found = shard.db.sql(
        f'SELECT place, rows."at"{codes} FROM (SELECT *, {shard.key} AS key FROM {table}) AS rows '
        f"JOIN shard USING (key){joins}"
    ).to_arrow_table()
    columns = {
        text: Coded(_int32(found[text]), values[text]) if values[text] else Coded.empty(found.num_rows)
        for text in texts
    }
    return sorted_history(_int32(found["place"]), _int64(found["at"]), shard.leads, columns)


def _coded_texts(db: DuckDBPyConnection, table: str, text: str, order: str) -> tuple[str, ...]:
    """Makes ``codes_<text>``, and gives the texts in the order of their codes."""
    distinct = f"SELECT DISTINCT {text} FROM {table} WHERE {text} IS NOT NULL"
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE codes_{text} AS SELECT {text} AS text, "
        f"(row_number() OVER (ORDER BY {order}) - 1)::INTEGER AS code FROM ({distinct})"
    )
    return tuple(found for (found,) in db.sql(f"SELECT text FROM codes_{text} ORDER BY code").fetchall())


def _count(db: DuckDBPyConnection, table: str) -> int:
    ((rows,),) = db.sql(f"SELECT count(*) FROM {table}").fetchall()
    return int(rows)


def _int64(column: Any) -> NDArray[np.int64]:
    return column.to_numpy().astype(np.int64, copy=False)


def _int32(column: Any) -> NDArray[np.int32]:
    return column.to_numpy().astype(np.int32, copy=False)


def _coded(column: Any) -> Coded:
    encoded = column.combine_chunks().cast("string").dictionary_encode()
    codes: NDArray[np.int32] = encoded.indices.fill_null(MISSING).to_numpy(zero_copy_only=False)
    return Coded(codes.astype(np.int32, copy=False), tuple(encoded.dictionary.to_pylist()))
