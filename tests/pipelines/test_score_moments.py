"""``score --moments`` answers exactly what was asked, and nothing else in the files changes an answer."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features.population import Moments
from features.sources import open_journey
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.score import score_moments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from features.sources import Journey


class Opened(NamedTuple):
    scorer: Scorer
    journey: Journey


@pytest.fixture(scope="module")
def opened(trained: Any) -> Iterator[Opened]:
    scorer = Scorer(Workspace(trained.path).champion())
    journey = open_journey(scorer.agreement, trained.path)
    yield Opened(scorer, journey)
    journey.close()


def rows_of(path: Path, table: str) -> list[dict[str, str]]:
    with (path / f"{table}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def facts(trained: Any) -> dict[str, tuple[str, str]]:
    """Leads and instants whose status is known from the files alone."""
    leads = {row["lead_id"]: row["created_at"] for row in rows_of(trained.path, "leads")}
    stages = rows_of(trained.path, "stages")
    won = next(row for row in stages if row["stage"] == "won")
    qualified = {row["lead_id"]: row["at"] for row in stages if row["stage"] == "sql"}
    ended = {row["lead_id"]: row["at"] for row in stages if row["stage"] in ("won", "lost")}
    later = {
        lead: after(qualified[lead], seconds=1)
        for lead in qualified
        if after(qualified[lead], seconds=1) < ended.get(lead, "9")
    }
    sql = next(iter(later))
    fresh = next(lead for lead in leads if lead not in qualified and lead not in ended)
    return {
        "unknown_lead": ("L9999", "2021-05-01T00:00:00+00:00"),
        "not_created": (fresh, after(leads[fresh], seconds=-1)),
        "closed": (won["lead_id"], after(won["at"], seconds=1)),
        "qualified": (sql, later[sql]),
        "fresh": (fresh, leads[fresh]),
    }


def after(when: str, **more: float) -> str:
    return (datetime.fromisoformat(when) + timedelta(**more)).isoformat()


def ask(
    leadcast: Callable[..., Any], path: Path, asked: list[tuple[str, str]], folder: Path
) -> list[dict[str, Any]]:
    """What the command writes for some moments."""
    with (folder / "moments.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("lead_id", "as_of"), *asked])
    out = folder / "scores.parquet"
    said = leadcast("score", path, "--moments", folder / "moments.csv", "--out", out, "--json")
    assert said.status == 0, said.err
    rows: list[dict[str, Any]] = pq.read_table(out).to_pylist()
    assert said.answer["rows"] == len(rows)
    return rows


def test_one_row_a_moment_in_order_each_with_its_status(
    trained: Any, facts: dict[str, tuple[str, str]], tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    kinds = ["closed", "fresh", "unknown_lead", "fresh", "qualified", "not_created", "closed"]
    asked = [facts[kind] for kind in kinds]
    rows = ask(leadcast, trained.path, asked, tmp_path)
    assert [(row["lead_id"], row["as_of"]) for row in rows] == asked
    assert [row["status"] for row in rows] == [
        {"fresh": "scored", "qualified": "scored"}.get(kind, kind) for kind in kinds
    ]
    assert rows[1] == rows[3]
    for kind, row in zip(kinds, rows, strict=True):
        assert (row["p_sql"] is not None) == (kind == "fresh"), kind
        assert (row["p_close"] is not None) == (kind in ("fresh", "qualified")), kind
        assert (row["rank"] is not None) == (row["p_close"] is not None)
        assert row["model_version"] == trained.said.answer["model_version"]
        assert row["action"] or kind in ("unknown_lead", "not_created")
    for probability in (rows[1]["p_sql"], rows[1]["p_close"], rows[4]["p_close"]):
        assert 0 < probability < 1


def test_no_moments_give_no_rows(trained: Any, tmp_path: Path, leadcast: Callable[..., Any]) -> None:
    assert ask(leadcast, trained.path, [], tmp_path) == []
    assert pq.read_schema(tmp_path / "scores.parquet").names[:6] == [
        "lead_id",
        "as_of",
        "status",
        "status_why",
        "p_sql",
        "p_close",
    ]


WAYS = ("csv", "csv with zone", "tsv", "jsonl", "text", "zoned", "naive", "nanoseconds", "dictionary")


@pytest.mark.parametrize("way", WAYS)
def test_moments_are_read_alike_from_every_kind_of_file(
    way: str, trained: Any, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    asked = [("L0003", "2021-03-01T10:30:00"), ("L0001", "2021-02-01T00:00:00.000001")]
    file = tmp_path / {"tsv": "m.tsv", "jsonl": "m.jsonl"}.get(way, "m.csv" if "csv" in way else "m.parquet")
    leads, texts = (list(column) for column in zip(*asked, strict=True))
    times = [datetime.fromisoformat(f"{text}+00:00") for text in texts]
    typed = {
        "text": pa.array(texts),
        "dictionary": pa.array(texts).dictionary_encode(),
        "zoned": pa.array(times, pa.timestamp("us", "America/New_York")),
        "naive": pa.array([time.replace(tzinfo=None) for time in times], pa.timestamp("us")),
        "nanoseconds": pa.array(times, pa.timestamp("ns", "UTC")),
    }
    match way:
        case "csv":
            file.write_text("﻿as_of;lead_id;note\n" + "".join(f"{at};{lead};x\n" for lead, at in asked))
        case "csv with zone":
            east = [after(f"{at}+00:00", hours=2).replace("+00:00", "+02:00") for at in texts]
            file.write_text("lead_id,as_of\n" + "".join(map("{},{}\n".format, leads, east)))
        case "tsv":
            file.write_text("lead_id\tas_of\n" + "".join(map("{}\t{}Z\n".format, leads, texts)))
        case "jsonl":
            lines = (json.dumps({"lead_id": lead, "as_of": at}) for lead, at in asked)
            file.write_text("\n".join(lines))
        case _:
            pq.write_table(pa.table({"lead_id": leads, "as_of": typed[way]}), file)
    out = tmp_path / "scores.csv"
    said = leadcast("score", trained.path, "--moments", file, "--out", out, "--json")
    assert said.status == 0, said.err
    found = [(row["lead_id"], row["as_of"]) for row in csv.DictReader(out.read_text().splitlines())]
    assert found == [(lead, f"{text}+00:00") for lead, text in asked]


def moments(trained: Any, count: int, seed: int) -> tuple[list[str], list[int]]:
    """Random leads at random instants of their first forty days."""
    random = np.random.default_rng(seed)
    rows = rows_of(trained.path, "leads")
    chosen = [rows[number] for number in random.integers(len(rows), size=count)]
    begun = [int(datetime.fromisoformat(row["created_at"]).timestamp()) for row in chosen]
    ages = random.integers(0, 40 * 86_400, size=count).tolist()
    return [row["lead_id"] for row in chosen], [
        1_000_000 * (b + age) for b, age in zip(begun, ages, strict=True)
    ]


def test_together_and_one_by_one_give_the_same_bits(trained: Any, opened: Opened) -> None:
    leads, as_of = moments(trained, 40, seed=1)
    together = score_moments(*opened, leads, as_of)
    alone = [score_moments(*opened, [lead], [at])[0] for lead, at in zip(leads, as_of, strict=True)]
    assert together == alone
    assert sum(score.p_close is not None for score in alone) > 20


def test_contributions_add_up_to_the_margin(trained: Any, opened: Opened) -> None:
    found: list[Any] = []
    leads, as_of = moments(trained, 200, seed=2)
    score_moments(*opened, leads, as_of, lambda scores, _ids, _told: found.append(scores))
    assert found
    for scores in found:
        assert isinstance(scores.moments, Moments)
        for target, forecast in scores.forecasts.items():
            scored = ~np.isnan(forecast.margin)
            assert scored.sum() > 50, target
            total = forecast.contributions[scored].sum(axis=1)
            np.testing.assert_allclose(total, forecast.margin[scored], rtol=0, atol=1e-9)
            assert np.isnan(forecast.p[~scored]).all()
            assert np.isnan(forecast.contributions[~scored]).all()


def test_the_file_of_contributions_is_complete(
    trained: Any, opened: Opened, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    leads, as_of = moments(trained, 30, seed=3)
    texts = [datetime.fromtimestamp(at // 1_000_000).astimezone().isoformat() for at in as_of]
    (tmp_path / "m.csv").write_text("lead_id,as_of\n" + "".join(map("{},{}\n".format, leads, texts)))
    files = [tmp_path / "scores.parquet", tmp_path / "why.parquet"]
    said = leadcast(
        *("score", trained.path, "--moments", tmp_path / "m.csv", "--out", files[0]),
        *("--contributions", files[1]),
    )
    assert said.status == 0, said.err
    added: dict[tuple[str, str, str], list[float]] = {}
    for row in pq.read_table(files[1]).to_pylist():
        added.setdefault((row["lead_id"], row["as_of"], row["target"]), []).append(row["contribution"])
    scored = 0
    for row in pq.read_table(files[0]).to_pylist():
        for target, model in opened.scorer.targets.items():
            terms = added.get((row["lead_id"], row["as_of"], target))
            assert (terms is None) == (row[f"p_{target}"] is None)
            if terms is not None:
                assert len(terms) == len(model.names) + 1
                said_by_sum = model.forecast.probability(np.array([sum(terms)]))[0]
                assert row[f"p_{target}"] == pytest.approx(said_by_sum, rel=1e-7)
                scored += 1
    assert scored > 20


def test_other_leads_change_nothing(
    trained: Any, copied: Path, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    """But colleagues of the same account do: those stay."""
    leads = rows_of(trained.path, "leads")
    chosen = [row for row in leads if not row["account_id"]][:15]
    accounts = {row["account_id"] for row in leads[:30]}
    asked = [(row["lead_id"], after(row["created_at"], days=3)) for row in chosen]
    with_all = ask(leadcast, trained.path, asked, tmp_path)
    kept = {row["lead_id"] for row in chosen}
    kept |= {row["lead_id"] for row in leads if row["account_id"] in accounts - {""}}
    for table in ("leads", "touches", "stages"):
        rows = rows_of(copied, table)
        with (copied / f"{table}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(row for row in rows if row["lead_id"] in kept)
    assert len(kept) < len(leads) / 2
    assert ask(leadcast, copied, asked, tmp_path) == with_all


def test_what_happens_later_changes_nothing(
    trained: Any, copied: Path, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    asked = [(f"L{number:04}", "2021-05-01T00:00:00+00:00") for number in range(0, 300, 7)]
    known = ask(leadcast, trained.path, asked, tmp_path)
    for table in ("touches", "stages"):
        rows = [row for row in rows_of(copied, table) if row["at"] < "2021-05-01"]
        with (copied / f"{table}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    assert ask(leadcast, copied, asked, tmp_path) == known


def test_a_moved_workspace_scores_the_same(
    trained: Any, copied: Path, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    asked = [(f"L{number:04}", "2021-06-01T00:00:00+00:00") for number in range(0, 300, 7)]
    here = ask(leadcast, trained.path, asked, tmp_path)
    there = tmp_path / "über 50 % & #1" / "b"
    there.parent.mkdir()
    shutil.move(copied, there)
    assert ask(leadcast, there, asked, tmp_path) == here
