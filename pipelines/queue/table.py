"""The list as a table: who is to be worked, and in another file who is not, least promising first."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from features.agreement.values import Target
    from models.queue import Candidate, Queue
    from pipelines.queue.run import Listed

_NUMBERS = ("p_sql", "p_close", "rank", "fit_score", "propensity", "sql_lost", "close_lost")
_WHOLE = ("place", "of_account")


def rows(listed: Listed, queue: Queue) -> list[dict[str, Any]]:
    """The leads that have a place, in order.

    ``of_account`` counts the leads on the list that share the lead's account, itself included: one seller
    takes them together. ``propensity`` is the chance that the lead had of being on the list.
    """
    accounts = Counter(listed.accounts.get(lead.lead_id) for lead in queue.handed)
    explored = {lead.lead_id for lead in queue.explored}
    return [
        {
            "place": place,
            **_told(lead, listed.accounts),
            "of_account": accounts[account] if (account := listed.accounts.get(lead.lead_id)) else 1,
            "explored": lead.lead_id in explored,
            "propensity": queue.chance if lead.lead_id in explored else 1.0,
            "reasons": "; ".join(lead.score.reasons),
            "against": "; ".join(lead.score.against),
        }
        for place, lead in enumerate(queue.handed, 1)
    ]


def skipped_rows(listed: Listed, queue: Queue) -> list[dict[str, Any]]:
    """The leads that have no place, least promising first, with what skipping all so far loses."""
    return list(_skipped(listed, queue))


def _skipped(listed: Listed, queue: Queue) -> Iterator[dict[str, Any]]:
    lost: dict[Target, float] = dict.fromkeys(listed.terms.targets, 0.0)
    waiting = [("missed", lead) for lead in queue.missed] + [("skipped", lead) for lead in queue.skipped]
    for part, lead in reversed(waiting):
        lost = {target: so_far + (lead.chance(target) or 0.0) for target, so_far in lost.items()}
        yield {
            "part": part,
            **_told(lead, listed.accounts),
            "sql_lost": lost.get("sql"),
            "close_lost": lost.get("close"),
        }


def _told(lead: Candidate, accounts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "lead_id": lead.lead_id,
        "account_id": accounts.get(lead.lead_id),
        "p_sql": lead.p_sql,
        "p_close": lead.p_close,
        "rank": lead.score.rank,
        "grade": lead.grade,
        "fit_score": lead.score.fit_score,
        "action": lead.score.action,
    }


def write_rows(path: Path, found: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Writes rows as .csv or .parquet, beside first and then renamed."""
    table = pa.table({name: pa.array([row[name] for row in found], _type(name)) for name in columns})
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.suffix == ".parquet":
            pq.write_table(table, beside)
        else:
            pyarrow.csv.write_csv(table, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _type(name: str) -> Any:
    if name in _WHOLE:
        return pa.int64()
    if name == "explored":
        return pa.bool_()
    return pa.float64() if name in _NUMBERS else pa.string()


_LEAD = ("lead_id", "account_id", "p_sql", "p_close", "rank", "grade", "fit_score", "action")
COLUMNS = ("place", *_LEAD, "of_account", "explored", "propensity", "reasons", "against")
SKIPPED_COLUMNS = ("part", *_LEAD, "sql_lost", "close_lost")
