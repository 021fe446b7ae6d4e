"""``score`` lists the leads open at an instant, best first, the same as CSV and as Parquet."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from models.score import Score

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AS_OF = "2021-06-15T00:00:00+00:00"
NUMBERS = (
    "p_sql",
    "p_close",
    "p_close_given_sql",
    "rank",
    "fit_score",
    "fit_attainable",
    "handover_propensity",
)
LISTS = ("reasons", "against", "fit_reasons")


@pytest.fixture(scope="module")
def scored(trained: Any, tmp_path_factory: pytest.TempPathFactory, leadcast: Callable[..., Any]) -> Path:
    """Return a folder with the open leads' scores, as s.csv and s.parquet."""
    folder = tmp_path_factory.mktemp("scored")
    for ending in ("csv", "parquet"):
        said = leadcast("score", trained.path, "--as-of", AS_OF, "--out", folder / f"s.{ending}", "--json")
        assert said.status == 0, said.err
    return folder


def texts(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def still_open(path: Path) -> tuple[set[str], set[str]]:
    """The leads open at AS_OF by the files, and those of them that were SQL already."""
    stages = defaultdict(set)
    for row in texts(path / "stages.csv"):
        if row["at"] < AS_OF:
            stages[row["lead_id"]].add(row["stage"])
    created = {row["lead_id"] for row in texts(path / "leads.csv") if row["created_at"] < AS_OF}
    alive = {lead for lead in created if not stages[lead] & {"won", "lost"}}
    return alive, {lead for lead in alive if "sql" in stages[lead]}


def test_the_open_leads_are_scored_and_nobody_else(trained: Any, scored: Path) -> None:
    rows: list[dict[str, Any]] = pq.read_table(scored / "s.parquet").to_pylist()
    alive, qualified = still_open(trained.path)
    assert len(qualified) > 5
    assert sorted(row["lead_id"] for row in rows) == sorted(alive)
    assert {row["as_of"] for row in rows} == {AS_OF}
    assert {row["lead_id"] for row in rows if row["p_sql"] is None} == qualified
    assert all(row["p_close"] is not None for row in rows)


def test_the_best_rank_stands_first(scored: Path) -> None:
    ranks = pq.read_table(scored / "s.parquet")["rank"].to_pylist()
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] > 90 > 40 > ranks[-1]


def test_the_columns_are_those_agreed(scored: Path) -> None:
    agreed = (
        "lead_id as_of status status_why p_sql p_close p_close_given_sql rank fit_score fit_grade fit_status "
        "grade action reasons fit_reasons model_version agreement_version"
    )
    names = pq.read_schema(scored / "s.parquet").names
    assert set(agreed.split()) <= set(names)
    assert tuple(names) == (*Score._fields, "score_id")


def test_csv_and_parquet_hold_the_same(scored: Path) -> None:
    plain, typed = texts(scored / "s.csv"), pq.read_table(scored / "s.parquet").to_pylist()
    assert len(plain) == len(typed) > 20
    for one, other in zip(plain, typed, strict=True):
        for name, value in other.items():
            if name in NUMBERS:
                assert (float(one[name]) if one[name] else None) == value
            elif name in LISTS:
                assert one[name] == "; ".join(value)
            elif isinstance(value, bool):
                assert one[name] == str(value).lower()
            else:
                assert one[name] == (value or "")


def test_reasons_are_sentences_at_most_five_each_way(scored: Path) -> None:
    rows: list[dict[str, Any]] = pq.read_table(scored / "s.parquet").to_pylist()
    for row in rows:
        assert len(row["reasons"]) <= 5
        assert len(row["against"]) <= 5
        assert row["reasons"] or row["against"]
        assert all("(+" in reason for reason in row["reasons"])
        assert all("(-" in reason for reason in row["against"])


def test_grades_join_fit_and_propensity(scored: Path) -> None:
    for row in pq.read_table(scored / "s.parquet").to_pylist():
        fit, band = row["grade"]
        assert fit == {"scored": row["fit_grade"], "disqualified": "X"}.get(row["fit_status"], "?")
        assert band in "1234"
        assert row["action"]


def test_a_score_needs_no_future(
    trained: Any, copied: Path, scored: Path, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    """The list as of a day is the list that was made on that day."""
    for table, column in (("leads", "created_at"), ("touches", "at"), ("stages", "at")):
        rows = [row for row in texts(copied / f"{table}.csv") if row[column] < AS_OF]
        with (copied / f"{table}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    said = leadcast("score", copied, "--as-of", AS_OF, "--out", tmp_path / "then.csv")
    assert said.status == 0, said.err
    then, now = (  # a receipt's inputs hold an attribute's later changes too: they tell what it was before
        [{**row, "score_id": ""} for row in texts(path)] for path in (tmp_path / "then.csv", scored / "s.csv")
    )
    assert then == now


def test_without_a_date_everything_known_counts(
    trained: Any, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    said = leadcast("score", trained.path, "--out", tmp_path / "s.csv", "--json")
    newest = max(
        max(row[column] for row in texts(trained.path / f"{table}.csv"))
        for table, column in (("leads", "created_at"), ("touches", "at"), ("stages", "at"))
    )
    (as_of,) = {row["as_of"] for row in texts(tmp_path / "s.csv")}
    assert as_of == newest.replace("+00:00", ".000001+00:00")
    assert said.answer["rows"] == len(texts(tmp_path / "s.csv"))


def test_before_the_first_lead_nobody_is_open(
    trained: Any, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    said = leadcast("score", trained.path, "--as-of", "2020-01-01", "--out", tmp_path / "s.parquet", "--json")
    assert (said.status, said.answer["rows"]) == (0, 0)
    assert pq.read_table(tmp_path / "s.parquet").num_rows == 0
