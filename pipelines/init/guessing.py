"""From the sources to all guesses about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from features.sources.quoting import named
from pipelines.init import findings
from pipelines.init.findings import Guess
from pipelines.init.ids import guess_ids
from pipelines.init.profile import Looked, look
from pipelines.init.roles import guess_roles
from pipelines.init.unpivot import unpivoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.sources import Table
    from features.sources.loading import Place
    from pipelines.init.profile import Profile

_OUTBOUND: Final = re.compile(
    r"outbound|outgoing|\bcalls?\b|call$|\bsent\b|sequence|cadence|outreach|anruf|gesendet|appel|llamada"
)
_INBOUND: Final = re.compile(
    r"inbound|incoming|received|open|click|bounce|deliver|repl|visit|form|eingehend|missed"
)


def guess_all(place: Place, sources: Mapping[Table, str]) -> Guess:
    """Looks at every source and guesses the columns' roles, the stages, the dates and what to leave out.

    Raises:
        SourceError: a source cannot be read.
    """
    found = dict(sources)
    looked: dict[Table, Looked] = {table: look(place, table, text) for table, text in sources.items()}
    leads = looked["leads"]
    ids = guess_ids(place.db, leads, [seen for table, seen in looked.items() if table != "leads"])
    roles: dict[Table, dict[str, str]] = {
        table: guess_roles(
            seen, ids.leads if table == "leads" else ids.logs[table].column if ids.logs else None
        )
        for table, seen in looked.items()
    }
    taken = tuple(roles["leads"].values())
    dated = _stage_dates(looked, roles)
    if dated:
        found["stages"] = unpivoted(dated.source, place.workspace, dated.lead_id, dated.columns)
        roles.pop("stages", None)
    times = _times(looked, roles)
    order, order_is_open = findings.date_order([*times, *(c for c in leads.columns if c.is_time)])
    created = roles["leads"].get("created_at")
    later = findings.later_dates(place.db, leads, created, order) if created else []
    stage = roles.get("stages", {}).get("stage")
    return Guess(
        sources=found,
        roles=roles,
        strangers=tuple(table for table, link in ids.logs.items() if link.share < 0.5),
        stage_dates=dated.columns if dated else {},
        stages=findings.stage_names(place.db, stage) if stage else {},
        outbound=_outbound(place, looked.get("touches"), roles.get("touches", {})),
        excluded=findings.excluded(leads, taken, dated.columns if dated else (), later),
        date_order=order,
        order_is_open=order_is_open,
        zoned=bool(times) and all(column.zoned > 0.9 for column in times),
    )


class _Dated(NamedTuple):
    """Columns of stage dates, and the source and id they belong to."""

    source: str
    lead_id: str
    columns: dict[str, str]


def _stage_dates(looked: Mapping[Table, Looked], roles: Mapping[Table, dict[str, str]]) -> _Dated | None:
    """Columns of dates, where stages have no file of their own or it has no column of stage names."""
    table: Table = "stages" if "stages" in looked else "leads"
    lead_id = roles[table].get("lead_id")
    if "stage" in roles[table] or lead_id is None:
        return None
    taken = [lead_id] if table == "stages" else roles[table].values()
    columns = findings.stage_dates(looked[table], taken)
    return _Dated(looked[table].text, lead_id, columns) if columns else None


def _times(looked: Mapping[Table, Looked], roles: Mapping[Table, dict[str, str]]) -> list[Profile]:
    return [
        looked[table].column(role[name])
        for table, role in roles.items()
        for name in ("created_at", "at")
        if name in role
    ]


def _outbound(place: Place, touches: Looked | None, roles: dict[str, str]) -> tuple[str, ...]:
    """The kinds that sound like something sales or marketing does."""
    if touches is None or "kind" not in roles or "direction" in roles:
        return ()
    rows = place.db.execute(
        f"SELECT DISTINCT {named(roles['kind'])} AS kind FROM seen_touches ORDER BY kind"
    ).fetchall()
    kinds = [kind for (kind,) in rows if kind]
    plain = {kind: kind.lower().replace("_", " ") for kind in kinds}
    return tuple(kind for kind in kinds if _OUTBOUND.search(plain[kind]) and not _INBOUND.search(plain[kind]))
