"""Few outcomes or none: a smaller model that says so, or fit alone; and statuses instead of low scores."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

AS_OF = "2021-06-15T00:00:00+00:00"


def keep_outcomes(path: Path, most: int) -> None:
    """At most so many leads of the company still become an SQL; the stages of the others are gone."""
    with (path / "stages.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    qualified = list(dict.fromkeys(row["lead_id"] for row in rows if row["stage"] == "sql"))
    kept = set(qualified[:: max(1, len(qualified) // most)][:most] if most else ())
    with (path / "stages.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ("lead_id", "at", "stage"))
        writer.writeheader()
        writer.writerows(row for row in rows if row["stage"] == "lost" or row["lead_id"] in kept)


def write(path: Path, leads: list[dict[str, Any]]) -> None:
    """Puts the leads in place."""
    with (path / "leads.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, leads[0])
        writer.writeheader()
        writer.writerows(leads)


@pytest.fixture(scope="module")
def scores(leadcast: Callable[..., Any]) -> Callable[[Path], list[dict[str, Any]]]:
    """The open leads' scores of a trained workspace."""

    def score(path: Path) -> list[dict[str, Any]]:
        said = leadcast("score", path, "--as-of", AS_OF, "--out", path / "s.parquet", "--json")
        assert said.status == 0, said.err
        return pq.read_table(path / "s.parquet").to_pylist()

    return score


def test_without_an_outcome_only_fit_is_told(
    company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any], scores: Callable[..., Any]
) -> None:
    path = company(tmp_path / "c", leads=300, days=200)
    keep_outcomes(path, 0)
    said = leadcast("train", path, "--json")
    assert said.status == 0, said.err
    assert said.answer["targets"] == {}
    assert "only the fit is told" in said.err.lower()
    rows = scores(path)
    assert {row["status"] for row in rows} == {"no_model"}
    assert all(row["p_sql"] is row["p_close"] is row["rank"] is None for row in rows)
    assert any(row["fit_score"] is not None for row in rows)
    assert all("too few outcomes" in row["status_why"] for row in rows)


def test_few_outcomes_get_a_short_line_that_says_what_unlocks_the_trees(
    company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any], scores: Callable[..., Any]
) -> None:
    path = company(tmp_path / "c", leads=400, days=260)
    keep_outcomes(path, 24)
    said = leadcast("train", path, "--json")
    assert said.status == 0, said.err
    model = said.answer["models"]["sql"]
    converted = said.answer["targets"]["sql"]["converted"]
    assert 0 < converted < 40
    assert model["kind"] == "short"
    assert model["trees"] == 0
    assert model["columns"] <= max(1, converted // 5)
    assert f"{40 - converted} more of them unlock the trees" in model["why"]
    assert "unlock the trees" in said.err.replace("\n", " ")
    told = [row["p_sql"] for row in scores(path) if row["p_sql"] is not None]
    assert 0 < min(told) < max(told) < 0.6


def test_a_line_and_trees_are_used_from_forty_outcomes(trained: Any) -> None:
    kinds = {event: model["kind"] for event, model in trained.said.answer["models"].items()}
    assert set(kinds) == {"sql", "sql_by_close", "close_given_sql"}
    assert set(kinds.values()) <= {"blend", "linear"}


def test_the_agreement_may_insist(
    company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    path = company(tmp_path / "c", leads=500, days=260)
    with (path / "agreement.toml").open("a", encoding="utf-8") as file:
        file.write('\n[model]\nkind = "linear"\nmonotone = {employees = "up"}\n')
    said = leadcast("train", path, "--json")
    assert said.status == 0, said.err
    assert {model["kind"] for model in said.answer["models"].values()} <= {"linear", "short"}
    assert not list(path.glob(".leadcast/bundles/*/*.txt"))


def test_a_status_says_why_there_is_no_number(
    company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any], scores: Callable[..., Any]
) -> None:
    path = company(tmp_path / "c", leads=500, days=260)
    agreement = (path / "agreement.toml").read_text().replace('too_old = "400d"', 'too_old = "60d"')
    agreement += '\n[attributes]\nopted_out = ["no_mail"]\n'
    (path / "agreement.toml").write_text(agreement)
    with (path / "leads.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    with (path / "stages.csv").open(newline="") as file:
        moved = {row["lead_id"] for row in csv.DictReader(file)}
    fresh = [row["lead_id"] for row in rows if "2021-05-20" < row["created_at"] < AS_OF]
    whale, silent = [lead for lead in fresh if lead not in moved][-2:]
    for row in rows:
        row["no_mail"] = "yes" if row["lead_id"] == silent else "no"
    write(path, rows)
    said = leadcast("train", path, "--json")
    assert said.status == 0, said.err
    for row in rows:
        if row["lead_id"] == whale:
            row["employees"] = "900000000"
    write(path, rows)
    found = {row["lead_id"]: row for row in scores(path)}
    born = {row["lead_id"]: row["created_at"] for row in rows}
    for lead, score in found.items():
        old = born[lead] < "2021-04-16"
        if lead == silent:
            expected = "opted_out"
        elif old:
            expected = "too_old"
        else:
            expected = "out_of_distribution" if lead == whale else "scored"
        assert score["status"] == expected, (lead, score["status_why"])
        assert (score["p_close"] is None) == (expected != "scored")
        assert (score["status_why"] == "") == (expected == "scored")
    assert "900,000,000" in found[whale]["status_why"]
    assert "does not want to be contacted" in found[silent]["action"]
    assert {"scored", "too_old"} <= {score["status"] for score in found.values()}


def test_closing_never_exceeds_its_parts(trained: Any, scores: Callable[..., Any], tmp_path: Path) -> None:
    rows = scores(Path(shutil.copytree(trained.path, tmp_path / "copied")))
    numbers = [row for row in rows if row["p_close"] is not None]
    assert len(numbers) > 50
    assert all(row["p_close"] <= row["p_close_given_sql"] for row in numbers)
    assert any(row["p_close"] < row["p_close_given_sql"] for row in numbers)


def test_the_answer_carries_what_was_checked(trained: Any) -> None:
    answer = trained.said.answer
    assert {"calibration", "leakage", "maturity", "coherence", "baselines", "tuning"} <= set(answer)
    for target in ("sql", "close"):
        segments = answer["calibration"][target]["segments"]
        assert {"score decile", "age", "fit grade"} <= set(segments)
        assert sum(group["leads"] for group in segments["age"]) > 100
        assert set(answer["baselines"][target]) == {"base_rate", "points", "naive_bayes", "logistic"}
    assert answer["coherence"]["exceeds"] == 0.0
    assert set(answer["maturity"]["young"]) == {"sql", "sql_by_close", "close_given_sql"}
    assert "p_close_given_sql" in answer["meanings"]
