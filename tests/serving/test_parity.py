"""Batch and service give the same numbers: the service is sent the raw rows that batch read from files."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import numpy as np
import pytest

from features import clock
from features.load import load_population
from features.population import Moments
from features.sources import open_journey
from models.ledger import Ledger
from models.receipts.receipt import receipt_of
from models.receipts.replay import replayed
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.score import score_moments
from pipelines.score.receipts import receipts_of
from pipelines.sync.reading import documents_of
from serving.answerer import Answerer
from serving.request.body import parsed
from serving.request.facts import Held

if TYPE_CHECKING:
    from pathlib import Path

    from features.agreement import Agreement
    from models.score import Score
    from models.scorer import Scores

Row = dict[str, Any]
TABLES = ("leads", "touches", "stages", "attribute_changes")
ASKED = {"demo": 400, "bank": 2000}
WIRED = 200
"""Moments that a real server is asked for; the others take the same way in this process."""


class Raw:
    """The rows of a workspace's sources as they are written there, by lead and by account."""

    def __init__(self, agreement: Agreement, path: Path) -> None:
        self._rows = {table: self._read(getattr(agreement.sources, table), path) for table in TABLES}
        self.leads = {row["lead_id"]: row for row in self._rows["leads"]}
        self.rows: dict[str, dict[str, list[Row]]] = {}
        self.accounts: dict[str, list[str]] = {}
        for table in TABLES[1:]:
            for row in self._rows[table]:
                own = {name: value for name, value in row.items() if name != "lead_id"}
                self.rows.setdefault(row["lead_id"], {}).setdefault(table, []).append(own)
        for lead_id, lead in self.leads.items():
            if lead.get("account_id"):
                self.accounts.setdefault(lead["account_id"], []).append(lead_id)

    def request(self, lead_id: str, as_of: int) -> Row:
        """All that is known of a lead, the future too: it must make no difference."""
        own = self.leads[lead_id]
        others = [other for other in self.accounts.get(own.get("account_id"), ()) if other != lead_id]
        colleagues = [{**self.leads[other], **self.rows.get(other, {})} for other in others]
        request = {**own, **self.rows.get(lead_id, {}), "as_of": clock.iso(as_of), "explain": True}
        return {**request, "colleagues": colleagues} if colleagues else request

    @staticmethod
    def _read(source: str | None, path: Path) -> list[Row]:
        if source is None:
            return []
        query = source if "SELECT" in source else f"FROM read_csv('{path / source}', all_varchar = true)"
        with duckdb.connect() as db:
            found = db.sql(query)
            return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


class Case(NamedTuple):
    """A workspace's scorer, its raw rows, moments to ask for and what batch says of each."""

    raw: Raw
    moments: list[tuple[str, int]]
    batch: list[Score]
    scorer: Scorer
    contributions: dict[tuple[str, int], tuple[Scores, int]]


def case_of(path: Path, seed: int, size: int) -> Case:
    scorer = Scorer(Workspace(path).champion())
    with open_journey(scorer.agreement, path) as journey:
        population = load_population(journey)
        told = _instants(journey)
        pick = random.Random(seed)
        moments = [_moment(pick, population.lead_id, population.created, told) for _ in range(size)]
        batch = score_moments(scorer, journey, [lead for lead, _ in moments], [at for _, at in moments])
    place = {lead_id: number for number, lead_id in enumerate(population.lead_id)}
    pairs = sorted({(place[lead], at) for lead, at in moments if at >= population.created[place[lead]]})
    arrays = np.array(pairs, dtype=np.int64)
    scores = scorer.score(population, Moments(arrays[:, 0].copy(), arrays[:, 1].copy()))
    found = {(population.lead_id[lead], at): (scores, row) for row, (lead, at) in enumerate(pairs)}
    return Case(Raw(scorer.agreement, path), moments, batch, scorer, found)


def _instants(journey: Any) -> dict[str, list[int]]:
    told: dict[str, list[int]] = {}
    for table in TABLES[1:]:
        for lead_id, at in journey.db.sql(f'SELECT lead_id, "at" FROM {table} ORDER BY ALL').fetchall():
            told.setdefault(lead_id, []).append(at)
    return told


def _moment(
    pick: random.Random, lead_ids: tuple[str, ...], created: Any, told: dict[str, list[int]]
) -> tuple[str, int]:
    """Ages of all sizes; one in three just at, before or after something happened; a few before creation."""
    place = pick.randrange(len(lead_ids))
    lead_id, born = lead_ids[place], int(created[place])
    if pick.random() < 0.35 and lead_id in told:
        return lead_id, pick.choice(told[lead_id]) + pick.choice((-1, 0, 1))
    if pick.random() < 0.05:
        return lead_id, born - pick.choice((1, clock.DAY))
    return lead_id, born + int(np.exp(pick.uniform(np.log(clock.SECOND), np.log(120 * clock.DAY))))


@pytest.fixture(scope="module", params=["demo", "bank"])
def case(request: pytest.FixtureRequest) -> tuple[Any, Case]:
    server = request.getfixturevalue(request.param)
    return server, case_of(server.workspace.path, 11, ASKED[request.param])


def test_the_service_says_what_batch_says(case: tuple[Any, Case]) -> None:
    server, given = case
    seen: set[str] = set()
    for moment, record in list(zip(given.moments, given.batch, strict=True))[:WIRED]:
        _same(server.score(given.raw.request(*moment)), record, given, *moment)
        seen.add(record.status)
    assert {"scored", "closed", "not_created"} <= seen


def test_every_feature_and_every_number_is_that_of_batch(case: tuple[Any, Case]) -> None:
    """From the bytes of a request to those of its answer, without the network between."""
    _, given = case
    answerer = Answerer(given.scorer)
    for moment, record in zip(given.moments, given.batch, strict=True):
        body = json.dumps(given.raw.request(*moment)).encode()
        ((scored, answer),) = answerer.answer([answerer.understood(parsed(body, 2_000_000))])
        _same(json.loads(json.dumps(answer)), record, given, *moment)
        scores, row = given.contributions.get(moment, (None, 0))
        assert (scores is None) == (scored.scores is None)
        if scores and scored.scores:
            np.testing.assert_array_equal(scored.scores.x[scored.row], scores.x[row])


def test_a_batch_leaves_the_receipts_the_service_would(case: tuple[Any, Case], tmp_path: Path) -> None:
    """To the byte, as the service scores by id what a sync told; and by the same id what is told in full."""
    server, given = case
    answerer = Answerer(given.scorer)
    lead_ids, instants = [lead_id for lead_id, _ in given.moments], [as_of for _, as_of in given.moments]
    path = server.workspace.path
    with Ledger.open(None, tmp_path) as ledger, open_journey(given.scorer.agreement, path) as journey:
        with receipts_of(given.scorer, journey, ledger, None) as receipts:
            score_moments(given.scorer, journey, lead_ids, instants, receipts.add)
        ledger.synced(list(documents_of(journey, 2**60)))
        kept = {(row.lead_id, row.as_of): row.score_id for row in ledger.scored(0, 2**62)}
        assert set(kept) == set(given.contributions)
        assert (receipts.left, receipts.without) == (len(kept), 0)
        for (lead_id, as_of), score_id in sorted(kept.items())[:: len(kept) // 100]:
            found = ledger.journey(lead_id)
            assert found is not None
            held = Held(found.lead.facts, {other.lead_id: other.facts for other in found.colleagues})
            heard = answerer.understood({"lead_id": lead_id, "as_of": clock.iso(as_of)})
            ((scored, _),) = answerer.answer([heard], [held])
            receipt = ledger.receipt(score_id)
            assert receipt is not None
            assert receipt_of(scored, receipt.scored_at) == receipt
            (one,) = replayed([receipt], lambda _: given.scorer)
            assert one.outcome == "same", one
            ((told, _),) = answerer.answer([answerer.understood(given.raw.request(lead_id, as_of))])
            assert told.flat["score_id"] == score_id


def test_many_at_once_are_as_one_by_one(case: tuple[Any, Case]) -> None:
    _, given = case
    answerer = Answerer(given.scorer)
    heard = [answerer.understood(given.raw.request(*moment)) for moment in given.moments[:300]]
    together = [answer for _, answer in answerer.answer(heard)]
    assert together == [answer for one in heard for _, answer in answerer.answer([one])]


def _same(answer: Row, record: Score, given: Case, lead_id: str, as_of: int) -> None:
    sentences = {"reasons": "reason", "against": "against"}
    for name in set(record._fields) - {*sentences, "fit_reasons", "fit_attainable"}:
        assert answer[name] == getattr(record, name), (name, lead_id, as_of)
    for name, key in sentences.items():
        said = tuple(answer[f"{key}_{number}"] for number in range(1, 6))
        assert tuple(filter(None, said)) == getattr(record, name)
    assert tuple(answer["explanation"]["fit_reasons"]) == record.fit_reasons
    _same_contributions(answer["explanation"]["targets"], given, lead_id, as_of)


def _same_contributions(told: dict[str, Any], given: Case, lead_id: str, as_of: int) -> None:
    scores, row = given.contributions.get((lead_id, as_of), (None, 0))
    expected = {
        target: [forecast.margin[row], *forecast.contributions[row]]
        for target, forecast in (scores.forecasts if scores else {}).items()
        if not np.isnan(forecast.margin[row])
    }
    assert set(told) == set(expected)
    for target, numbers in expected.items():
        one = told[target]
        told_ones = [one["margin"], *one["contributions"].values(), one["expected_value"]]
        np.testing.assert_allclose(told_ones, numbers, rtol=0, atol=1e-12)
        assert tuple(one["contributions"]) == given.scorer.targets[target].names
        assert abs(sum(one["contributions"].values()) + one["expected_value"] - one["margin"]) < 1e-9


def test_order_and_repetition_change_no_byte(case: tuple[Any, Case]) -> None:
    server, given = case
    bodies = [json.dumps(given.raw.request(*moment)).encode() for moment in given.moments[:250]]
    first = {body: server.post(body).body for body in bodies}
    again = bodies * 3  # a thousand in all
    random.Random(5).shuffle(again)
    assert [server.post(body).body for body in again] == [first[body] for body in again]


def test_what_is_remembered_changes_no_byte_of_what_is_told_in_full(whole: Any, demo: Any) -> None:
    """With a ledger that hears of leads and their colleagues in any order, again and again, as without."""
    given = case_of(demo.workspace.path, seed=12, size=80)
    bodies = [json.dumps(given.raw.request(*moment)).encode() for moment in given.moments]
    expected = {body: demo.post(body).body for body in bodies}
    asked = bodies * 3
    random.Random(7).shuffle(asked)
    assert [whole.ask("/v1/score", body).body for body in asked] == [expected[body] for body in asked]


def test_the_order_of_rows_changes_no_byte(case: tuple[Any, Case]) -> None:
    server, given = case
    pick = random.Random(6)
    for moment in given.moments[:40]:
        request = given.raw.request(*moment)
        shuffled = dict(request)
        for name, rows in request.items():
            if isinstance(rows, list):
                shuffled[name] = pick.sample(rows, len(rows))
        keys = pick.sample(list(shuffled), len(shuffled))
        other = {key: shuffled[key] for key in keys}
        assert server.post(json.dumps(other).encode()).body == server.post(json.dumps(request).encode()).body


def test_all_that_is_sent_counts(case: tuple[Any, Case]) -> None:
    """Each part of the requests above decides some answers: none of them is equal for want of content."""
    server, given = case
    requests = [given.raw.request(*moment) for moment in given.moments]
    parts = {name for request in requests for name, rows in request.items() if isinstance(rows, list)}
    assert parts >= {"touches", "stages"}
    for part in parts:
        holding = [request for request in requests if part in request]
        assert any(
            server.score({**request, part: []}) != server.score(request) for request in holding[:40]
        ), part
