"""What a shadow said beside the champion's answers: how alike, what moves, and who was right."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from features import clock
from features.agreement import read_agreement
from features.sources import open_journey
from models.bundle import write_bundle
from models.ledger import Ledger, Pair, Receipt, Shadowed, Side
from models.workspace import Workspace
from pipelines.compare.likeness import alike, moves
from pipelines.compare.matured import matured, outcomes_of
from pipelines.compare.run import comparison

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD, NEW = "2021-01-01-0000000000", "2021-02-01-1111111111"
AT = clock.instant("2021-09-01")


def side(version: str, p_sql: float | None, grade: str = "A1", **told: Any) -> Side:
    given: dict[str, Any] = {"status": "scored", "p_close": None, "rank": 50.0, "action": "leave"}
    return Side(**{**given, "model_version": version, "p_sql": p_sql, "grade": grade, **told})


def pair(lead_id: str, champion: float | None, shadow: float | None, as_of: int = AT, **told: Any) -> Pair:
    return Pair(lead_id, as_of, as_of, side(OLD, champion), side(NEW, shadow, **told))


def test_only_what_both_scored_is_compared() -> None:
    random = np.random.default_rng(3)
    ours, theirs = random.random(50), random.random(50)
    pairs = [pair(f"L{n}", *both) for n, both in enumerate(zip(ours, theirs, strict=True))]
    found = alike([*pairs, pair("x", None, 0.9), pair("y", 0.9, None)], "sql")
    assert found is not None
    assert found.scored == 50
    assert found.difference == pytest.approx(np.mean(theirs) - np.mean(ours))
    assert found.largest == pytest.approx(max(abs(a - b) for a, b in zip(ours, theirs, strict=True)))
    assert found.correlation == pytest.approx(np.corrcoef(ours, theirs)[0, 1])
    assert found.rank_correlation == pytest.approx(stats.spearmanr(ours, theirs).statistic)
    assert alike(pairs, "close") is None


@pytest.mark.parametrize("champion", [[0.2], [0.2, 0.2, 0.2]])
def test_a_correlation_that_cannot_be_told_is_none(champion: list[float]) -> None:
    found = alike([pair(str(n), p, 0.1 * n) for n, p in enumerate(champion)], "sql")
    assert found is not None
    assert (found.correlation, found.rank_correlation) == (None, None)


def test_what_moves_is_counted_by_where_from_and_where_to() -> None:
    words = ["A1", "A1", "B2", "A1"]
    found = moves([pair(str(n), 0.1, 0.1, grade=word) for n, word in enumerate(words)], lambda one: one.grade)
    assert found.to_json() == {"changed": 1, "share": 0.25, "from_to": {"A1": {"A1": 3, "B2": 1}}}
    assert moves([], lambda one: one.grade).to_json() == {"changed": 0, "share": 0.0, "from_to": {}}


def test_a_lead_counts_once_however_often_it_was_asked_for() -> None:
    """Ninety requests about one lead, of which the shadow is wrong, and forty leads of which it is right."""
    y = np.array([float(n % 2) for n in range(40)] + [1.0] * 90)
    often = [pair("often", 0.9, 0.1)] * 90
    pairs = [pair(f"L{n}", 0.5, 0.8 if n % 2 else 0.2) for n in range(40)] + often
    found = matured(pairs, "sql", y)
    assert (found.scores, found.leads, found.outcomes) == (130, 41, 110)
    loss = found.measures["log_loss"]
    expected = (40 * -np.log(0.5) - np.log(0.9)) / 41, (40 * -np.log(0.8) - np.log(0.1)) / 41
    assert (loss.champion, loss.shadow) == pytest.approx(expected)
    assert loss.difference is not None
    assert loss.difference.value == pytest.approx(expected[1] - expected[0])
    assert loss.difference.high < 0  # the shadow is better


def test_who_is_right_is_told_beyond_chance_only() -> None:
    random = np.random.default_rng(5)
    p = random.uniform(0.05, 0.95, 400)
    y = (random.random(400) < p).astype(float)
    blurred = np.full(400, y.mean())
    by_shadow = matured([pair(f"L{n}", blurred[n], p[n]) for n in range(400)], "sql", y)
    by_champion = matured([pair(f"L{n}", p[n], blurred[n]) for n in range(400)], "sql", y)
    alike_ = matured([pair(f"L{n}", p[n], p[n]) for n in range(400)], "sql", y)
    for name, sign in (("log_loss", -1), ("auc", 1)):
        one, other = by_shadow.measures[name].difference, by_champion.measures[name].difference
        assert one is not None
        assert other is not None
        assert min(sign * one.low, sign * one.high) > 0
        assert (other.value, other.low, other.high) == pytest.approx((-one.value, -one.high, -one.low))
        same = alike_.measures[name].difference
        assert same == (0.0, 0.0, 0.0)


def test_outcomes_are_those_within_the_horizon_by_hand(company: Callable[..., Path], tmp_path: Path) -> None:
    path = company(tmp_path, leads=150)
    stages: dict[str, list[tuple[int, str]]] = {}
    for line in (path / "stages.csv").read_text().splitlines()[1:]:
        lead_id, at, stage = line.split(",")
        stages.setdefault(lead_id, []).append((clock.instant(at), stage))
    created = {
        line.split(",")[0]: clock.instant(line.split(",")[1])
        for line in (path / "leads.csv").read_text().splitlines()[1:]
    }
    random = np.random.default_rng(7)
    asked = [(f"L{random.integers(170):04}", int(random.integers(-3, 30)) * clock.DAY) for _ in range(600)]
    pairs = [pair(lead, 0.1, 0.2, created.get(lead, AT) + age) for lead, age in asked]
    until = clock.instant("2021-09-10")
    horizon = 14 * clock.DAY
    with open_journey(read_agreement(path), path) as journey:
        found = outcomes_of(journey, [*pairs, pair("", 0.1, 0.2)], {"sql": horizon}, until)["sql"]
    assert np.isnan(found[-1])  # nobody knows what becomes of a lead without an id
    for one, y in zip(pairs, found, strict=False):
        reached = [at for at, stage in stages.get(one.lead_id, []) if stage in ("sql", "won")]
        over = [at for at, stage in stages.get(one.lead_id, []) if stage in ("won", "lost")]
        first = min(reached, default=2**62)
        if (
            one.lead_id not in created
            or one.as_of < created[one.lead_id]
            or one.as_of + horizon >= until
            or first <= one.as_of
            or any(at < one.as_of for at in over)
        ):
            assert np.isnan(y)
        else:
            assert y == (first <= one.as_of + horizon)
    assert np.nansum(found) > 5
    assert np.sum(found == 0) > 5


@pytest.fixture
def ridden(company: Callable[..., Path], tmp_path: Path) -> Workspace:
    """A workspace in which a bundle rode along: bundles of nothing, and receipts written by hand."""
    workspace = Workspace(company(tmp_path / "company", leads=200))
    versions = [
        write_bundle(workspace.bundles, f"2021-0{n}-01", {"n": n}, {"a": "b"}).version for n in (1, 2)
    ]
    workspace.promote(versions[0], "first")
    workspace.shadow(versions[1], "let us see")
    with Ledger.open(None, workspace.state) as ledger:
        for number in range(200):
            lead_id, as_of = f"L{number:04}", clock.instant("2021-01-01") + int(1.3 * number * clock.DAY)
            ledger.record([_receipt(f"c{number}", lead_id, versions[0], as_of, 0.2 + 0.001 * number, "A1")])
            shadow = _receipt(f"s{number}", lead_id, versions[1], as_of, 0.3, "A1" if number % 4 else "A2")
            ledger.shadowed([Shadowed(f"c{number}", shadow)])
    return workspace


def _receipt(score_id: str, lead_id: str, version: str, as_of: int, p: float, grade: str) -> Receipt:
    return Receipt(
        score_id=score_id,
        lead_id=lead_id,
        as_of=as_of,
        scored_at=as_of,
        model_version=version,
        agreement_version="a",
        status="scored",
        p_sql=p,
        p_close=None,
        rank=10.0,
        grade=grade,
        fit_score=None,
        fit_grade=None,
        explore=False,
        input_hash="",
        inputs=b"[]",
        contributions=b"",
        answer=json.dumps({"action": "leave" if grade == "A2" else "hand to sales"}).encode(),
    )


def test_the_command_tells_it_all(ridden: Workspace, leadcast: Any) -> None:
    said = leadcast("compare", ridden.path, "--json")
    told = said.answer
    assert (told["version"], told["requests"], told["leads"]) == (ridden.shadow_version(), 200, 200)
    assert told["answered"] == {ridden.champion_version(): 200}
    assert told["grades"] == {"changed": 50, "share": 0.25, "from_to": {"A1": {"A1": 150, "A2": 50}}}
    assert told["actions"]["from_to"] == {"hand to sales": {"hand to sales": 150, "leave": 50}}
    assert told["statuses"]["changed"] == 0
    assert told["targets"]["sql"]["scored"] == 200
    assert set(told["targets"]) == {"sql"}
    assert told["matured"]["sql"]["leads"] == told["matured"]["sql"]["scores"] > 150
    assert {"log_loss", "auc"} == set(told["matured"]["sql"]["measures"])
    for sentence in ("scored 200 requests along", "grade: 50 differ (25.0%)", "log loss"):
        assert sentence in said.err

    later = leadcast("compare", ridden.path, "--since", "2021-06-01", "--json").answer
    assert later["requests"] == sum(as_of >= 151 for as_of in (int(1.3 * n) for n in range(200)))
    none = leadcast("compare", ridden.path, "--version", "2020-01-01-0123456789", "--json")
    assert (none.status, none.answer["requests"], none.answer["matured"]) == (0, 0, {})

    ridden.unshadow("seen enough")
    assert leadcast("compare", ridden.path, "--json").answer == told  # the one that last did


def test_before_any_ride_there_is_nothing_to_compare(
    company: Callable[..., Path], tmp_path: Path, leadcast: Any
) -> None:
    path = company(tmp_path, leads=5)
    said = leadcast("compare", path, "--json")
    assert said.status == 1
    assert "leadcast shadow VERSION" in said.err


def test_several_champions_are_told_apart() -> None:
    pairs = [pair("a", 0.1, 0.2), pair("b", 0.1, 0.2)._replace(champion=side("another", 0.3)), pair("", 0, 0)]
    found = comparison(NEW, pairs, None, {})
    assert found.answered == {OLD: 2, "another": 1}
    assert (found.requests, found.leads, found.to_json()["known_until"]) == (3, 2, None)
