"""What the service remembers: leads by their id, receipts of scores, answers of sales; and when it cannot."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest

from features.sources import open_journey
from models.ledger import Ledger
from models.ledger.contributions import unpack
from models.receipts.scored import FLAT
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.cli import main
from pipelines.score import score_moments

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AS_OF = "2026-09-30T09:00:00Z"
LEAD: dict[str, Any] = {
    "lead_id": "new-1",
    "created_at": "2026-09-20",
    "as_of": AS_OF,
    "industry": "Software",
    "touches": [{"at": "2026-09-21", "kind": "form"}, {"at": "2026-09-21", "kind": "form"}],
}
VISIT = {"at": "2026-09-28", "kind": "pricing_page"}


@pytest.fixture(scope="module")
def workspace(demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    path = tmp_path_factory.mktemp("remembering") / "workspace"
    shutil.copytree(demo_workspace, path)
    assert main(["sync", str(path)]) == 0
    return Workspace(path)


@pytest.fixture(scope="module")
def server(workspace: Workspace, serve: Callable[..., Any]) -> Any:
    return serve(workspace.path)


@pytest.fixture
def ledger(workspace: Workspace) -> Any:
    with Ledger.open(None, workspace.state) as opened:
        yield opened


def send(server: Any, path: str, body: dict[str, Any], **headers: str) -> Any:
    told = {"Content-Type": "application/json", **{key.replace("_", "-"): v for key, v in headers.items()}}
    return server.ask(path, json.dumps(body).encode(), "POST", told)


def test_a_lead_of_the_sources_is_scored_by_its_id_as_batch_scores_it(
    workspace: Workspace, server: Any
) -> None:
    scorer = Scorer(workspace.champion())
    with open_journey(scorer.agreement, workspace.path) as journey:
        found = journey.db.sql("SELECT lead_id FROM leads ORDER BY hash(lead_id) LIMIT 60").fetchall()
        ids = [lead_id for (lead_id,) in found]
        as_of = 1_790_758_800_000_000
        batch = score_moments(scorer, journey, ids, [as_of] * len(ids))
    for record in batch:
        answer = server.ask(f"/v1/leads/{record.lead_id}/score?as_of={AS_OF}").json
        assert answer == {**server.score({"lead_id": record.lead_id, "as_of": AS_OF})}
        for name in set(record._fields) & set(FLAT):
            assert answer[name] == getattr(record, name), (name, record.lead_id)
    assert len({record.status for record in batch}) > 1


def test_what_was_told_once_is_known(server: Any) -> None:
    first = server.score(LEAD)
    by_id = server.score({"lead_id": "new-1", "as_of": AS_OF})
    assert by_id == first
    more = server.score({"lead_id": "new-1", "as_of": AS_OF, "touches": [VISIT]})
    assert more["p_sql"] != first["p_sql"]
    both = {**LEAD, "lead_id": "new-2", "touches": [*LEAD["touches"], VISIT]}
    whole = server.score(both)
    assert {**more, "lead_id": "", "score_id": ""} == {**whole, "lead_id": "", "score_id": ""}
    again = server.score({"lead_id": "new-1", "as_of": AS_OF, "touches": [VISIT, LEAD["touches"][0]]})
    assert again == more  # what is told again is not counted again


def test_what_was_told_of_one_lead_makes_no_difference_to_another(server: Any) -> None:
    other = {**LEAD, "lead_id": "other", "touches": [VISIT] * 3}
    before = server.score({"lead_id": "new-3", **{key: LEAD[key] for key in ("created_at", "as_of")}})
    server.score(other)
    assert server.score({"lead_id": "new-3", "as_of": AS_OF}) == before


def test_colleagues_that_were_told_of_count(server: Any) -> None:
    won = {"lead_id": "mate-1", "account_id": "acme", "created_at": "2026-08-01", "as_of": AS_OF}
    won |= {"stages": [{"at": "2026-09-01", "stage": "won"}], "touches": [VISIT] * 5}
    asked = {**LEAD, "lead_id": "mate-2", "account_id": "acme", "explain": True}
    alone = server.score(asked)
    server.score(won)
    held = server.score(asked)
    assert held["explanation"] != alone["explanation"]
    sent = server.score({**asked, "lead_id": "mate-3", "account_id": "apex", "colleagues": [won]})
    assert sent["explanation"] == alone["explanation"]  # who says another account is of another
    won.pop("account_id")
    sent = server.score(
        {**asked, "lead_id": "mate-3", "account_id": "apex", "colleagues": [{**won, "lead_id": "mate-4"}]}
    )
    assert sent["explanation"] == held["explanation"]


def test_a_lead_nobody_told_of_is_unknown_by_its_id(server: Any) -> None:
    reply = server.ask("/v1/leads/never%20heard%2Fof/score")
    assert (reply.status, reply.json["code"], reply.json["field"]) == (404, "unknown_lead", "lead_id")


def test_each_score_leaves_a_receipt(server: Any, ledger: Ledger) -> None:
    asked = {**LEAD, "lead_id": "receipted", "explain": True}
    answer = server.score(asked)
    receipt = ledger.receipt(answer["score_id"])
    assert receipt is not None
    assert json.loads(receipt.answer) == {name: answer[name] for name in answer if name in _kept(answer)}
    for name in ("lead_id", "status", "p_sql", "p_close", "rank", "grade", "explore", "model_version"):
        assert getattr(receipt, name) == answer[name]
    assert receipt.propensity == answer["handover_propensity"]
    told = answer["explanation"]["targets"]
    kept = unpack(receipt.contributions)
    assert set(kept) == set(told)
    for target, numbers in kept.items():
        assert [*told[target]["contributions"].values(), told[target]["expected_value"]] == numbers.tolist()
    again = server.score(asked)
    assert again == answer
    assert ledger.receipt(answer["score_id"]) == receipt  # the first stays


def _kept(answer: dict[str, Any]) -> set[str]:
    return set(answer) - {"warnings", "explanation"}


def test_a_batch_is_each_of_its_leads_alone(server: Any) -> None:
    leads: list[Any] = [
        {**LEAD, "lead_id": f"batch-{number}", "touches": [VISIT] * number} for number in range(120)
    ]
    leads[7] = {"lead_id": "bad", "created_at": "soon"}
    leads[9] = "nothing"
    leads[11] = {**LEAD, "lead_id": "worse", "industry": {"a": 1}}
    reply = send(server, "/v1/score/batch", {"leads": leads})
    assert reply.status == 200
    results = reply.json["results"]
    assert len({tuple(result) for result in results}) == 1  # the same keys, whatever became of it
    for number, result in enumerate(results):
        error = {key: result.pop(f"error_{key}") for key in ("code", "message", "field")}
        if number in (7, 9, 11):
            assert (error["code"], result["status"]) == (
                "not_an_object" if number == 9 else "invalid",
                "refused",
            )
            assert error["field"] == {7: "created_at", 9: "", 11: "industry"}[number]
        else:
            assert error == dict.fromkeys(error, "")
            assert result == server.score(leads[number])


@pytest.mark.parametrize("leads", [None, {}, "x", [{}] * 1001])
def test_a_batch_that_is_none_is_refused(server: Any, leads: Any) -> None:
    reply = send(server, "/v1/score/batch", {"leads": leads})
    assert (reply.status, reply.json["code"], reply.json["field"]) == (422, "invalid", "leads")


def test_an_empty_batch_has_no_results(server: Any) -> None:
    assert send(server, "/v1/score/batch", {"leads": []}).json == {"results": []}


def test_sales_answers_once(server: Any, ledger: Ledger) -> None:
    said = {"lead_id": "new-1", "kind": "returned", "reason": "Bad Timing", "at": "2026-10-01"}
    first = send(server, "/v1/feedback", said, Idempotency_Key="a-1")
    assert (first.status, first.json["status"]) == (200, "recorded")
    assert send(server, "/v1/feedback", said, Idempotency_Key="a-1").json["status"] == "already"
    other = send(server, "/v1/feedback", {**said, "reason": "other"}, Idempotency_Key="a-1")
    assert (other.status, other.json["code"], other.json["field"]) == (409, "conflict", "key")
    (kept,) = ledger.answers("new-1")
    assert (kept.kind, kept.reason, kept.key) == ("returned", "bad timing", "a-1")
    assert send(server, "/v1/feedback", {**said, "idempotency_key": "a-2"}).json["status"] == "recorded"
    assert len(ledger.answers("new-1")) == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "accepted"}, "lead_id"),
        ({"lead_id": "x"}, "kind"),
        ({"lead_id": "x", "kind": "praised"}, "kind"),
        ({"lead_id": "x", "kind": "returned"}, "reason"),
        ({"lead_id": "x", "kind": "returned", "reason": "smells"}, "reason"),
        ({"lead_id": "x", "kind": "accepted", "at": "soon"}, "at"),
        ({"lead_id": "x", "kind": "accepted", "note": "n" * 3000}, "note"),
        ({"lead_id": "x" * 501, "kind": "accepted"}, "lead_id"),
    ],
)
def test_an_answer_without_meaning_is_refused(server: Any, said: dict[str, Any], field: str) -> None:
    reply = send(server, "/v1/feedback", said)
    assert (reply.status, reply.json["code"], reply.json["field"]) == (422, "invalid", field)


def test_while_the_database_is_gone_leads_are_scored_and_what_they_leave_is_put_aside(
    workspace: Workspace, server: Any, ledger: Ledger
) -> None:
    asked = {**LEAD, "lead_id": "spooled"}
    files = list(workspace.state.glob("ledger.db*"))
    for path in files:
        path.rename(path.with_name(f"away-{path.name}"))
    try:
        answer = server.score(asked)
        assert "could not be read" in answer["warnings"][0]
        assert server.ask("/readyz").status == 200
        alone = send(server, "/v1/score", {"lead_id": "spooled"})
        assert (alone.status, alone.json["code"]) == (503, "ledger_lost")
        assert int(alone.headers["retry-after"]) > 0
        said = send(server, "/v1/feedback", {"lead_id": "spooled", "kind": "accepted"})
        assert said.json["status"] == "spooled"
    finally:
        for path in files:
            path.with_name(f"away-{path.name}").rename(path)
    _until(lambda: ledger.receipt(answer["score_id"]) is not None)
    _until(lambda: len(ledger.answers("spooled")) == 1)
    _until(lambda: send(server, "/v1/score", {"lead_id": "spooled", "as_of": AS_OF}).status == 200)
    back = server.score({"lead_id": "spooled", "as_of": AS_OF})
    assert {**back, "warnings": []} == {**answer, "warnings": []}


def test_while_the_workspace_is_gone_nothing_is_acknowledged(workspace: Workspace, server: Any) -> None:
    """Neither the database nor the spool can be written then, and neither is begun anew."""
    asked = {**LEAD, "lead_id": "homeless"}
    away = workspace.path.with_name("away")
    workspace.path.rename(away)
    try:
        reply = send(server, "/v1/score", asked)
        assert (reply.status, reply.json["code"]) == (503, "ledger_lost")
        assert send(server, "/v1/feedback", {"lead_id": "homeless", "kind": "accepted"}).status == 503
        assert server.ask("/livez").status == server.ask("/readyz").status == 200
        assert not workspace.path.exists()
    finally:
        away.rename(workspace.path)
    _until(lambda: send(server, "/v1/score", asked).status == 200)


def test_an_agreement_may_want_no_score_that_leaves_nothing(
    demo_workspace: Path, tmp_path: Path, serve: Callable[..., Any]
) -> None:
    path = tmp_path / "strict"
    shutil.copytree(demo_workspace, path)
    text = (path / "agreement.toml").read_text(encoding="utf-8")
    (path / "agreement.toml").write_text(f'{text}\n[ledger]\nwhen_lost = "refuse"\n', encoding="utf-8")
    server = serve(path)
    assert server.score(LEAD)["warnings"] == []
    for file in (path / ".leadcast").glob("ledger.db*"):
        file.unlink()
    reply = send(server, "/v1/score", {**LEAD, "as_of": "2026-09-29"})
    assert (reply.status, reply.json["code"]) == (503, "ledger_lost")
    assert send(server, "/v1/feedback", {"lead_id": "x", "kind": "accepted"}).status == 503


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
