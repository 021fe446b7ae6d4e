"""Which columns hold the lead's id: the pair of columns that share most of their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from features.sources.quoting import named
from pipelines.init.aliases import rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from features.sources import Table
    from pipelines.init.profile import Looked, Profile

_UNKNOWN: Final = 999


class Link(NamedTuple):
    """The id column of a log, and the share of its ids that are among the leads'."""

    column: str | None
    share: float


class Ids(NamedTuple):
    """The id column of leads, and how each log is linked to it."""

    leads: str | None
    logs: Mapping[Table, Link]


def guess_ids(db: DuckDBPyConnection, leads: Looked, logs: Sequence[Looked]) -> Ids:
    """The id of leads that the logs speak of; by its name where there are no logs, or several ids will do."""
    best: tuple[float, int] | None = None
    found = Ids(None, {})
    for candidate in filter(_could_be_id, leads.columns):
        links: dict[Table, Link] = {log.table: _link(db, candidate.name, log) for log in logs}
        score = (round(sum(link.share for link in links.values()), 1), -_unlikely("leads", candidate.name))
        if best is None or score > best:
            best, found = score, Ids(candidate.name, links)
    return found


def _unlikely(table: Table, name: str) -> int:
    place = rank(table, "lead_id", name)
    return _UNKNOWN if place is None else place


def _could_be_id(column: Profile) -> bool:
    called = rank("leads", "lead_id", column.name) is not None
    unique = column.unique > (0.9 if called else 0.999)
    return column.full > (0.9 if called else 0.99) and unique and not column.is_time


def _link(db: DuckDBPyConnection, id_of_leads: str, log: Looked) -> Link:
    """The column of the log that shares most values with an id of leads; by its name where none does."""
    shares = _overlaps(db, id_of_leads, log)
    best = max(shares, key=lambda name: (round(shares[name], 2), -_unlikely(log.table, name)))
    known = shares[best] > 0 or _unlikely(log.table, best) < _UNKNOWN
    return Link(best if known else None, shares[best])


def _overlaps(db: DuckDBPyConnection, id_of_leads: str, log: Looked) -> Mapping[str, float]:
    shares: dict[str, float] = {}
    for column in log.columns:
        ((share,),) = db.execute(
            f"SELECT coalesce(avg((v IN (SELECT {named(id_of_leads)} FROM seen_leads))::INTEGER), 0) "
            f"FROM (SELECT DISTINCT {named(column.name)} AS v FROM seen_{log.table} LIMIT 5000)"
        ).fetchall()
        shares[column.name] = share
    return shares
