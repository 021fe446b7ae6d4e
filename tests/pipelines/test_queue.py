"""``leadcast queue``: the list, its figures, its files, and what it says where nobody named a capacity."""

from __future__ import annotations

import csv
from html import unescape
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from features.clock import now
from features.sources import open_journey
from models.handover import EXPLORE, HAND
from models.ledger import Answer, Ledger
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.queue import figures, keep_figures, listed, rows, sentences, skipped_rows
from pipelines.queue.wording import besides
from pipelines.score import score_open
from pipelines.train.material import end_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.score import Score


def agreed(path: Path, capacity: int) -> None:
    with (path / "agreement.toml").open("a", encoding="utf-8") as agreement:
        agreement.write(f"\n[action]\ncapacity_per_week = {capacity}\n")


def scores_of(path: Path) -> tuple[Scorer, list[Score]]:
    scorer = Scorer(Workspace(path).champion())
    with open_journey(scorer.agreement, path) as journey:
        return scorer, score_open(scorer, journey, end_of(journey))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_list_is_what_a_reader_of_all_scores_would_pick(
    copied: Path, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    agreed(copied, 15)
    said = leadcast("queue", copied, "--json", "--out", tmp_path / "q.csv", "--skip-out", tmp_path / "s.csv")
    assert said.status == 0, said.err
    scorer, scores = scores_of(copied)
    assert scorer.ranked_by == "close"
    book = [
        one
        for one in scores
        if one.status == "scored" and one.p_sql is not None and not (one.grade or "").startswith("X")
    ]
    wanted = sorted(book, key=lambda one: (-(one.p_close or 0), -(one.p_sql or 0), one.lead_id))
    on_list, below = read_csv(tmp_path / "q.csv"), read_csv(tmp_path / "s.csv")
    assert [row["lead_id"] for row in on_list] == [one.lead_id for one in wanted[:15]]
    assert [row["lead_id"] for row in below] == [one.lead_id for one in reversed(wanted[15:])]
    assert [row["part"] for row in below] == ["skipped"] * (len(wanted) - 30) + ["missed"] * 15
    assert float(below[-1]["sql_lost"]) == pytest.approx(sum(one.p_sql or 0 for one in wanted[15:]))
    assert said.answer["queue"]["expected"]["queue"]["sql"]["value"] == pytest.approx(
        sum(one.p_sql or 0 for one in wanted[:15])
    )
    assert said.answer["queue"]["cut_off"]["p"] == wanted[14].p_close
    assert sum(said.answer["queue"]["aside"].values()) == len(scores) - len(book)
    assert [row["lead_id"] for row in said.answer["leads"]] == [row["lead_id"] for row in on_list]
    assert "15 are on the list" in " ".join(said.err.split())


def test_capacity_may_be_asked_for_and_parquet_holds_the_same(
    copied: Path, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    for name in ("q.csv", "q.parquet"):
        said = leadcast("queue", copied, "--capacity", "4", "--out", tmp_path / name)
        assert said.status == 0, said.err
    table = pq.read_table(tmp_path / "q.parquet").to_pylist()
    assert [row["lead_id"] for row in table] == [row["lead_id"] for row in read_csv(tmp_path / "q.csv")]
    assert [row["place"] for row in table] == [1, 2, 3, 4]
    assert all(row["propensity"] == 1.0 and row["reasons"] for row in table)


def test_without_a_capacity_it_says_what_to_write(copied: Path, leadcast: Callable[..., Any]) -> None:
    said = leadcast("queue", copied)
    assert said.status == 1
    assert "capacity_per_week" in said.err
    assert "--capacity" in said.err


def test_whom_sales_has_answered_of_late_is_not_handed_over_again(
    copied: Path, leadcast: Callable[..., Any]
) -> None:
    before = leadcast("queue", copied, "--capacity", "3", "--json").answer
    first, second, third = (row["lead_id"] for row in before["leads"])
    long_ago = now() - 15 * 24 * 3600 * 1_000_000  # the horizon of SQL is 14 days here
    with Ledger.open(None, Workspace(copied).state) as ledger:
        ledger.answered(Answer(lead_id=first, kind="accepted", received_at=now()))
        ledger.answered(Answer(lead_id=second, kind="contacted", received_at=long_ago))
    after = leadcast("queue", copied, "--capacity", "2", "--json").answer
    assert [row["lead_id"] for row in after["leads"]] == [second, third]
    assert after["queue"]["aside"]["answered"] == 1


def explored(path: Path, share: float, capacity: int) -> tuple[Any, list[Score]]:
    scorer = Scorer(Workspace(path).champion())
    action = scorer.agreement.action.model_copy(update={"explore": share})
    scorer.agreement = scorer.agreement.model_copy(update={"action": action})
    with open_journey(scorer.agreement, path) as journey:
        return listed(scorer, journey, end_of(journey), capacity), score_open(
            scorer, journey, end_of(journey)
        )


def test_explored_leads_are_handed_over_and_every_score_tells_its_chance(copied: Path) -> None:
    found, scores = explored(copied, 0.3, 20)
    for one in scores:
        may = one.status == "scored" and one.fit_status != "disqualified" and one.p_sql is not None
        handed = (one.action or "").startswith(HAND)
        if one.handover_propensity == 1.0:
            assert one.action != EXPLORE
        elif may:
            assert one.handover_propensity == 0.3
            assert handed == one.explore == (one.action == EXPLORE)
        else:
            assert (one.handover_propensity, handed) == (0.0, False)
    assert any(one.action == EXPLORE for one in scores)
    assert any(one.explore and not (one.action or "").startswith(HAND) for one in scores)
    on_list = rows(found, found.queue)
    drawn = [row for row in on_list if row["explored"]]
    assert len(on_list) == 20
    assert 0 < len(drawn) <= 6
    assert {row["propensity"] for row in drawn} == {found.queue.chance}
    assert "for exploration" in " ".join(sentences(figures(found), {"sql": 1, "close": 1}))


def test_colleagues_on_the_list_are_counted(copied: Path) -> None:
    found, _ = explored(copied, 0.0, 10_000)
    assert found.queue is not None
    assert found.queue.cut_off is None
    assert skipped_rows(found, found.queue) == []
    on_list = rows(found, found.queue)
    accounts = [row["account_id"] for row in on_list]
    assert any(accounts)
    assert None in accounts
    for row in on_list:
        assert row["of_account"] == (accounts.count(row["account_id"]) if row["account_id"] else 1)


def test_the_report_tells_the_list_and_the_command_says_the_same(
    copied: Path, leadcast: Callable[..., Any]
) -> None:
    workspace = Workspace(copied)
    scorer = Scorer(workspace.champion())
    page = workspace.report.read_text(encoding="utf-8")
    assert "capacity_per_week = 100" in page  # its agreement names none
    assert leadcast("report", copied).status == 0
    assert "capacity_per_week = 100" in workspace.report.read_text(encoding="utf-8")
    with open_journey(scorer.agreement, copied) as journey:
        keep_figures(workspace, scorer.version, listed(scorer, journey, end_of(journey), 12))
    assert leadcast("report", copied).status == 0
    page = workspace.report.read_text(encoding="utf-8")
    said = leadcast("queue", copied, "--capacity", "12", "--json")
    assert "12 are on the list" in page
    for part in ("queue", "missed", "skipped"):
        for found in said.answer["queue"]["expected"][part].values():
            assert f"{found['value']:.1f} ({found['low']} to {found['high']})" in page
    for sentence in besides(said.answer):
        assert sentence in unescape(page)


def test_the_same_sources_give_the_same_bytes(
    copied: Path, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    for name in ("one.csv", "two.csv"):
        leadcast("queue", copied, "--capacity", "30", "--out", tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
