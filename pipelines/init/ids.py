"""Which columns hold the lead's id: the pair of columns that share most of their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from features.sources.quoting import named
from pipelines.init.aliases import rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from features.sources import Table
    from pipelines.init.profile import Looked, Profile

_UNLIKELY = 999


class Ids(NamedTuple):
    """The id column of leads and of each log, with the share of the log's ids that are among the leads'."""

    leads: str | None
    logs: Mapping[Table, tuple[str, float]]


def guess_ids(db: DuckDBPyConnection, leads: Looked, logs: Sequence[Looked]) -> Ids:
    """The id of leads that the logs speak of; by its name where there are no logs, or several ids will do."""
    candidates = [column for column in leads.columns if _could_be_id(column)]
    best: tuple[float, int] | None = None
    found = Ids(None, {})
    for candidate in candidates:
        links: dict[Table, tuple[str, float]] = {log.table: _link(db, candidate.name, log) for log in logs}
        met = [share for _, share in links.values()]
        named_so = rank("leads", "lead_id", candidate.name)
        score = (round(sum(met), 1), -(_UNLIKELY if named_so is None else named_so))
        if best is None or score > best:
            best, found = score, Ids(candidate.name, links)
    return found


def _could_be_id(column: Profile) -> bool:
    called = rank("leads", "lead_id", column.name) is not None
    unique = column.unique > (0.9 if called else 0.999)
    return column.full > (0.9 if called else 0.99) and unique and not column.is_time


def _link(db: DuckDBPyConnection, id_of_leads: str, log: Looked) -> tuple[str, float]:
    """The column of the log that shares most values with an id of leads, and which share of its own."""
    shares = _overlaps(db, id_of_leads, log)
    best = max(
        shares,
        key=lambda name: (round(shares[name], 2), -(rank(log.table, "lead_id", name) or 0), -len(name)),
    )
    return best, shares[best]


def _overlaps(db: DuckDBPyConnection, id_of_leads: str, log: Looked) -> Mapping[str, float]:
    shares: dict[str, float] = {}
    for column in log.columns:
        ((share,),) = db.execute(
            f"SELECT coalesce(avg((v IN (SELECT {named(id_of_leads)} FROM seen_leads))::INTEGER), 0) "
            f"FROM (SELECT DISTINCT {named(column.name)} AS v FROM seen_{log.table} LIMIT 5000)"
        ).fetchall()
        shares[column.name] = share
    return shares
