"""A population loaded from sources is the one made of the same rows, in one piece or in shards."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from features import load
from features.agreement.parse import parse_agreement
from features.attributes import AttributePlan
from features.attributes.kinds import Category
from features.catalog import Catalog
from features.clock import DAY, HOUR, iso
from features.errors import MomentError
from features.load import load_population, shards_of
from features.population import TOUCH_TEXTS, Moments, Population
from features.rows import population_of
from features.sources import open_journey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from features.history import Coded, History
    from features.plan import Plan
    from features.sources import Journey

Rows = list[dict[str, Any]]
START = 19_700 * DAY
ATTRIBUTES = ("place", "Company size")


@pytest.fixture(scope="module")
def tables() -> dict[str, Rows]:
    """Leads of shared accounts, touches that often fall on one instant, an attribute with an awkward name."""
    rng = np.random.default_rng(11)

    def pick(*texts: str | None) -> str | None:
        return texts[rng.integers(len(texts))]

    def when() -> int:
        return START + int(rng.integers(0, 60)) * 6 * HOUR

    ids = [f"lead {number}" for number in range(120)]
    leads: Rows = [
        {
            "lead_id": lead_id,
            "created_at": when(),
            "account_id": pick(None, *(f"account {number}" for number in range(40))),
            "place": pick(None, "x", "y"),
            "Company size": pick("1-10", "11-50", "größer"),
        }
        for lead_id in ids
    ]
    touches: Rows = [
        {
            "lead_id": pick(*ids),
            "at": when(),
            "kind": pick("mail", "visit", "Ärger", "it's"),
            "direction": pick("inbound", "outbound"),
            "channel": None,
            "asset": pick(None, *(f"page {number}" for number in range(30))),
            "actor": pick("ann", "bob", None),
        }
        for _ in range(3_000)
    ]
    stages: Rows = [
        {
            "lead_id": pick(*ids),
            "at": START + int(rng.integers(3)) * DAY,
            "stage": pick("mql", "sql", "won", "lost", "recycled", "demo"),
        }
        for _ in range(300)
    ]
    changes: Rows = [
        {
            "lead_id": pick(*ids),
            "at": when(),
            "field": pick("place", "gone"),
            "value": pick("x", "y"),
            "old_value": pick("x", None),
        }
        for _ in range(200)
    ]
    return {"leads": leads, "touches": touches, "stages": stages, "attribute_changes": changes}


@pytest.fixture
def journey(tmp_path: Path, tables: dict[str, Rows]) -> Iterator[Journey]:
    for name, rows in tables.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            for row in rows:
                writer.writerow({k: iso(v) if k in ("at", "created_at") else v for k, v in row.items()})
    sources = "\n".join(f'{name} = "{name}.csv"' for name in tables)
    with open_journey(parse_agreement(f'name = "T"\n[sources]\n{sources}'), tmp_path) as opened:
        yield opened


def from_rows(tables: dict[str, Rows]) -> Population:
    return population_of(
        tables["leads"], tables["touches"], tables["stages"], tables["attribute_changes"], ATTRIBUTES
    )


def texts(column: Coded) -> list[str | None]:
    return [column.values[code] if code >= 0 else None for code in column.codes]


def told(history: History) -> dict[str, list[Any]]:
    return {
        "starts": history.starts.tolist(),
        "at": history.at.tolist(),
        **{name: texts(column) for name, column in history.columns.items()},
    }


def test_loading_gives_what_the_rows_give(journey: Journey, tables: dict[str, Rows]) -> None:
    ours, theirs = load_population(journey), from_rows(tables)
    assert ours.lead_id == theirs.lead_id
    assert ours.created.tolist() == theirs.created.tolist()
    same_account = [np.equal.outer(p.account, p.account) & (p.account >= 0) for p in (ours, theirs)]
    assert (same_account[0] == same_account[1]).all()
    assert {name: texts(column) for name, column in ours.attributes.items()} == {
        name: texts(column) for name, column in theirs.attributes.items()
    }
    assert told(ours.touches) == told(theirs.touches)
    assert told(ours.stages) == told(theirs.stages)
    assert {name: told(changes) for name, changes in ours.changes.items()} == {
        name: told(changes) for name, changes in theirs.changes.items()
    }
    assert set(ours.touches.columns) == set(TOUCH_TEXTS)


def test_leads_whose_hashes_meet_are_told_apart(journey: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = load_population(journey)
    journey.db.execute("CREATE TEMP MACRO hash(text) AS length(text)::UBIGINT")
    found = load_population(journey)
    assert (found.lead_id, told(found.touches)) == (expected.lead_id, told(expected.touches))


def moments_of(population: Population) -> Moments:
    ages = np.array([0, 3, 8, 14]) * DAY
    lead = np.repeat(np.arange(len(population.lead_id)), ages.size)
    return Moments(lead, (population.created[:, None] + ages).ravel())


def by_lead(catalog: Catalog, population: Population) -> dict[str, bytes]:
    rows = catalog.compute(population, moments_of(population)).reshape(len(population.lead_id), -1)
    return {lead: row.tobytes() for lead, row in zip(population.lead_id, rows, strict=True)}


def test_shards_put_together_are_the_whole_to_the_bit(journey: Journey, plan_of: Callable[..., Plan]) -> None:
    levels = Category(("other", "1-10", "x"))
    catalog = Catalog(
        plan_of(
            kinds=("mail", "it's"),
            actors=("ann",),
            attributes={name: AttributePlan(name, levels) for name in ATTRIBUTES},
        )
    )
    shards = [by_lead(catalog, load_population(journey, shard, 3)) for shard in range(3)]
    assert all(shards)
    assert sum(map(len, shards)) == 120
    assert shards[0] | shards[1] | shards[2] == by_lead(catalog, load_population(journey))


def test_there_are_more_shards_when_rows_or_leads_are_many(
    journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shards_of(journey) == 1
    monkeypatch.setattr(load, "TOUCHES_PER_SHARD", 1_000)
    assert shards_of(journey) == 4
    monkeypatch.setattr(load, "LEADS_PER_SHARD", 10)
    assert shards_of(journey) == 13


def test_an_export_until_a_date_still_knows_what_was_changed_later(
    tmp_path: Path, journey: Journey, tables: dict[str, Rows]
) -> None:
    """Otherwise a value filled in after that date would pass for one that always stood there."""
    until = START + 5 * DAY
    cut = open_journey(journey.agreement, tmp_path, until=until)
    with cut:
        early = load_population(cut)
    whole = load_population(journey)
    kept = [whole.lead_id.index(lead) for lead in early.lead_id]
    assert 0 < len(kept) < len(whole.lead_id)
    for name in early.attributes:
        assert known_then(early, name, until) == [known_then(whole, name, until)[lead] for lead in kept]


def known_then(population: Population, name: str, instant: int) -> list[str | None]:
    from features.plan import Plan
    from features.view import View

    leads = np.arange(len(population.lead_id))
    plan = Plan("UTC", (), (), (), (), {})
    return texts(View(plan, population, Moments(leads, np.full(leads.size, instant))).text(name))


BAD: list[tuple[dict[str, Rows], str]] = [
    ({"leads": [{"lead_id": "a", "created_at": 0}] * 2}, "twice"),
    ({"leads": [], "touches": [{"lead_id": "a", "at": 0, "kind": "mail"}]}, "touches: lead 'a' is not among"),
    ({"leads": [], "stages": [{"lead_id": "b", "at": 0, "stage": "sql"}]}, "stages: lead 'b' is not among"),
]


@pytest.mark.parametrize(("rows", "message"), BAD)
def test_rows_that_do_not_fit_together_are_refused(rows: dict[str, Rows], message: str) -> None:
    with pytest.raises(MomentError, match=message):
        population_of(**rows)
