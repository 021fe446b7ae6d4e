"""The week's list over HTTP: the batch's own, page by page; and when there can be none."""

from __future__ import annotations

import asyncio
import json
import shutil
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY, WEEK, now
from models.ledger import Answer, Ledger, Receipt
from models.queue import Candidate
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.cli import main
from serving import week as weeks
from serving.refusal import Refusal
from serving.request.listing import after, cursor, listing_of
from serving.week import Week

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FIGURES = [
    f"{part}_{target}{end}"
    for part in ("queue", "missed", "skipped")
    for target in ("sql", "close")
    for end in ("", "_low", "_high")
]


@pytest.fixture(scope="module")
def workspace(demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("week") / "workspace"
    shutil.copytree(demo_workspace, path, ignore=shutil.ignore_patterns("ledger*"))
    assert main(["score", str(path), "--out", str(path / "scores.csv")]) == 0
    return path


@pytest.fixture(scope="module")
def server(workspace: Path, serve: Callable[..., Any]) -> Any:
    return serve(workspace)


def batch(workspace: Path, capacity: int) -> dict[str, Any]:
    with redirect_stdout(StringIO()) as said:
        assert main(["queue", str(workspace), "--capacity", str(capacity), "--json"]) == 0
    return json.loads(said.getvalue())


def test_the_service_tells_the_list_of_the_batch(workspace: Path, server: Any) -> None:
    told, wanted = server.ask("/v1/queue?capacity=20").json, batch(workspace, 20)
    assert [row["lead_id"] for row in told["results"]] == [row["lead_id"] for row in wanted["leads"]]
    assert told["model_version"] == wanted["model_version"]
    assert told["cut_off"] == wanted["queue"]["cut_off"]["p"]
    assert told["cut_off_grade"] == wanted["queue"]["cut_off"]["grade"]
    assert told["waiting"] == wanted["waiting"]
    leads = wanted["queue"]["leads"]
    assert [told[name] for name in ("listed", "missed", "skipped", "safe_to_skip")] == [
        leads[name] for name in ("queue", "missed", "skipped", "safe")
    ]
    assert told["set_aside"] == wanted["queue"]["aside"]
    for name in FIGURES:
        part, target, *end = name.split("_")
        assert told[name] == wanted["queue"]["expected"][part][target][end[0] if end else "value"]
    for mine, theirs in zip(told["results"], wanted["leads"], strict=True):
        assert mine["list_propensity"] == theirs["propensity"] == 1.0
        assert not mine["explored"]
        for name in ("place", "p_sql", "p_close", "rank", "grade", "action"):
            assert mine[name] == theirs[name]
        reasons = [mine[f"reason_{number}"] for number in range(1, 6)]
        assert "; ".join(filter(None, reasons)) == theirs["reasons"]


@pytest.mark.parametrize("part", ["queue", "missed", "skipped"])
def test_pages_together_are_the_whole_part(server: Any, part: str) -> None:
    whole = server.ask(f"/v1/queue?capacity=21&part={part}&limit=500").json
    assert whole["next_cursor"] == ""
    found: list[dict[str, Any]] = []
    page = "limit=8"
    while page:
        told = server.ask(f"/v1/queue?capacity=21&part={part}&{page}").json
        found += told["results"]
        page = told["next_cursor"] and f"limit=8&cursor={told['next_cursor']}"
    assert found == whole["results"]
    assert [row["place"] for row in found] == [*range(1, len(found) + 1)]


def test_the_agreed_capacity_holds_if_none_is_asked_for(workspace: Path, server: Any) -> None:
    agreed = Scorer(Workspace(workspace).champion()).agreement.action.capacity_per_week
    assert server.ask("/v1/queue").json["capacity"] == agreed
    assert server.ask("/v1/queue?capacity=&limit=&cursor=&part=").json["capacity"] == agreed


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=many", "limit"),
        ("capacity=-1", "capacity"),
        ("capacity=1e3", "capacity"),
        ("capacity=99999999999999999999", "capacity"),
        ("part=best", "part"),
        ("cursor=next", "cursor"),
        ("cursor=0-0123456789abcdef", "cursor"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(server: Any, query: str, field: str) -> None:
    reply = server.ask(f"/v1/queue?{query}")
    assert (reply.status, reply.json["field"]) == (422, field)


def test_without_a_ledger_there_is_no_list(demo: Any) -> None:
    reply = demo.ask("/v1/queue")
    assert (reply.status, reply.json["code"]) == (503, "no_ledger")


VERSION = "v1"


def receipt(lead_id: str, **changed: Any) -> Receipt:
    told: dict[str, Any] = {"score_id": f"of {lead_id}", "as_of": now() - DAY, "scored_at": now() - DAY}
    told |= {"model_version": VERSION, "agreement_version": "a", "status": "scored", "p_sql": 0.2}
    told |= {"p_close": 0.1, "rank": 50.0, "grade": "B2", "fit_score": None, "fit_grade": None}
    told |= {"explore": False, "input_hash": "", "inputs": b"", "contributions": b"", "answer": b"{}"}
    return Receipt(lead_id=lead_id, **{**told, **changed})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(None, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def scorer(demo_workspace: Path) -> Scorer:
    found = Scorer(Workspace(demo_workspace).champion())
    found.version = VERSION
    return found


def made(week: Week, scorer: Scorer, asked: int | None = 5) -> list[str]:
    return [lead.lead_id for lead in asyncio.run(week.made(scorer, asked)).queue.handed]


def test_the_newest_score_of_a_lead_within_the_week_counts(ledger: Ledger, scorer: Scorer) -> None:
    long_ago = now() - WEEK - DAY
    ledger.record(
        [
            receipt("fresh"),
            receipt("fallen", p_close=0.9, as_of=now() - 3 * DAY),
            receipt("fallen", score_id="newer", p_close=0.05, as_of=now() - DAY, scored_at=now() - 2 * DAY),
            receipt("closed since", p_close=0.9, as_of=now() - 3 * DAY),
            receipt("closed since", score_id="closed", status="closed", p_sql=None, p_close=None),
            receipt("of long ago", p_close=0.9, scored_at=long_ago),
            receipt("by another", p_close=0.9, model_version="v0"),
            receipt("of next year", p_close=0.9, as_of=now() + 300 * DAY),
            receipt("", p_close=0.9),
            receipt("answered", p_close=0.9),
        ]
    )
    ledger.answered(Answer(lead_id="answered", kind="accepted", received_at=now() - DAY))
    week = Week(ledger, lambda: None)
    assert made(week, scorer) == ["fresh", "fallen"]
    found = asyncio.run(week.made(scorer, 5)).queue
    assert found.aside == {"answered": 1, "closed": 1}
    assert [lead.score for lead in found.handed] == ["of fresh", "newer"]


def test_a_list_is_kept_a_while_and_then_made_anew(
    ledger: Ledger, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.record([receipt("one")])
    clock = [1000.0]
    monkeypatch.setattr(weeks, "monotonic", lambda: clock[0])
    week = Week(ledger, lambda: 7)

    async def story() -> None:
        async def names() -> list[str]:
            return [lead.lead_id for lead in (await week.made(scorer, None)).queue.handed]

        assert await names() == ["one"]
        ledger.record([receipt("two")])
        clock[0] += weeks.FRESH - 1
        assert await names() == ["one"]
        clock[0] += 2
        assert await names() == ["one"]  # meanwhile the next is made
        assert week._making is not None  # noqa: SLF001
        await week._making  # noqa: SLF001
        assert await names() == ["one", "two"]
        ledger.record([receipt("three")])
        clock[0] += weeks.STALE + 1
        assert await names() == ["one", "three", "two"]
        ledger.record([receipt("four"), receipt("other", model_version="v2")])
        assert [lead.lead_id for lead in (await week.made(scorer, 9)).queue.handed][:2] == ["four", "one"]

    asyncio.run(story())


def test_where_nobody_names_a_capacity_it_says_which_key_to_write(ledger: Ledger, scorer: Scorer) -> None:
    with pytest.raises(Refusal, match="capacity_per_week") as refused:
        made(Week(ledger, lambda: None), scorer, None)
    assert refused.value.status == 409


def test_a_lost_ledger_is_told(tmp_path: Path, scorer: Scorer) -> None:
    with Ledger.open(None, tmp_path) as ledger:
        (tmp_path / "ledger.db").unlink()
        with pytest.raises(Refusal, match="ledger") as refused:
            made(Week(ledger, lambda: 5), scorer)
    assert refused.value.status == 503


def leads(names: list[str]) -> list[Candidate]:
    return [Candidate(name, "scored", 0.1, 0.1, "B2", False) for name in names]


@given(st.lists(st.text(min_size=1, max_size=3), unique=True, max_size=12), st.integers(1, 5), st.data())
def test_a_page_goes_on_behind_the_last_lead_wherever_it_stands_by_now(
    names: list[str], limit: int, data: st.DataObject
) -> None:
    told = cursor(leads(names), limit)
    if limit >= len(names):
        assert told == ""
        return
    behind = listing_of({"cursor": told}).behind
    assert after(leads(names), behind) == limit
    moved = data.draw(st.permutations(names))
    assert moved[after(leads(moved), behind) - 1] == names[limit - 1]
    gone = [name for name in names if name != names[limit - 1]]
    assert after(leads(gone), behind) == limit - 1
