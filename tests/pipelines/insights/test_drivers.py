"""What the theme of drivers finds: on unseen leads alone, the planted truth first, counts as in the files."""

from __future__ import annotations

import copy
import csv
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from features.clock import iso
from models.workspace import Workspace
from pipelines.insights.book import Book, open_book
from pipelines.insights.drivers import find
from pipelines.insights.drivers.numbers import known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def book(trained: Any) -> Iterator[Book]:
    with open_book(Workspace(trained.path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(book: Book) -> dict[str, Any]:
    return find(book)


def model_part(found: dict[str, Any]) -> dict[str, Any]:
    """All that is found of the model: none of it is a count of all leads."""
    told = copy.deepcopy(found["targets"])
    for target in told.values():
        del target["values"], target["steadiness"]
    return told


def copied_book(book: Book) -> Book:
    """The book with all that was worked out of it."""
    other = replace(book)
    other.__dict__.update({name: value for name, value in book.__dict__.items() if name not in vars(other)})
    return other


def looked_at_otherwise(book: Book, change: Callable[[np.ndarray, np.ndarray], None]) -> dict[str, Any]:
    """What would be found, had the book's features and labels been changed in place."""
    other = copied_book(book)
    x, y = book.data.x.copy(), {target: labels.copy() for target, labels in book.data.y.items()}
    for labels in y.values():
        change(x, labels)
    other.__dict__["data"] = replace(book.data, x=x, y=y)
    return find(other)


def test_the_same_book_says_the_same_in_plain_json(book: Book, found: dict[str, Any]) -> None:
    text = json.dumps(found, allow_nan=False)
    assert json.dumps(find(book), allow_nan=False) == text
    assert json.loads(text) == found


def test_what_the_model_was_taught_changes_nothing(book: Book, found: dict[str, Any]) -> None:
    random = np.random.default_rng(0)

    def scramble(x: np.ndarray, labels: np.ndarray) -> None:
        seen = np.flatnonzero(~book.unseen)
        x[seen] = x[random.permutation(seen)]
        labels[seen] = 1 - labels[seen]

    other = looked_at_otherwise(book, scramble)
    assert model_part(other) == model_part(found)
    assert other["targets"]["sql"]["values"] != found["targets"]["sql"]["values"]


def test_what_the_model_had_not_seen_changes_it(book: Book, found: dict[str, Any]) -> None:
    random = np.random.default_rng(0)

    def scramble(x: np.ndarray, labels: np.ndarray) -> None:
        del labels
        unseen = np.flatnonzero(book.unseen)
        x[unseen] = x[random.permutation(unseen)]

    assert model_part(looked_at_otherwise(book, scramble)) != model_part(found)


def test_only_leads_the_twin_had_not_seen_are_counted(book: Book, found: dict[str, Any]) -> None:
    told = found["targets"]["sql"]
    chosen = book.unseen & book.known("sql")
    assert told["why_not"] is None
    assert told["moments"] == int(chosen.sum())
    assert told["leads"] == np.unique(book.data.lead[chosen]).size
    assert found["origin"] == iso(book.origin or 0)


def test_what_matters_in_the_company_comes_before_what_does_not(found: dict[str, Any]) -> None:
    """Source and visits decide in the company, the country does not."""
    told = {one["name"]: one for one in found["targets"]["sql"]["drivers"]}
    (country,) = (one for name, one in told.items() if name.startswith("country"))
    (source,) = (one for name, one in told.items() if "source" in name)
    assert source["rank"] < country["rank"]
    assert source["loss"]["low"] > 0
    assert known(country["loss"], "low") <= 0
    assert source["points"]["most"] == "partner"
    assert known(source["loss"]) > known(country["loss"])


def test_values_that_matter_differ_and_the_others_do_not(found: dict[str, Any]) -> None:
    told = {one["attribute"]: one for one in found["targets"]["sql"]["values"]["attributes"]}
    partner = next(value for value in told["source"]["values"] if value["value"] == "partner")
    assert partner["differs"]
    assert partner["lift"] > 1.2
    assert told["country"]["differing"] == 0
    names = [one["attribute"] for one in found["targets"]["sql"]["values"]["attributes"]]
    assert names.index("source") < names.index("country")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def test_counts_are_those_of_the_files(trained: Any, found: dict[str, Any]) -> None:
    """Every lead once, if its fourteen days have passed; counted by hand."""
    leads = rows_of(trained.path / "leads.csv")
    reached: dict[str, datetime] = {}
    for row in rows_of(trained.path / "stages.csv"):
        if row["stage"] == "sql":
            reached.setdefault(row["lead_id"], datetime.fromisoformat(row["at"]))
    until = datetime.fromisoformat(found["as_of"])
    counted: dict[str, list[int]] = {}
    quarters: dict[str, int] = {}
    for row in leads:
        created = datetime.fromisoformat(row["created_at"])
        if created + timedelta(days=14) >= until:
            continue
        came = row["lead_id"] in reached and reached[row["lead_id"]] <= created + timedelta(days=14)
        counts = counted.setdefault(row["source"], [0, 0])
        counts[0] += 1
        counts[1] += came
        quarter = f"{created.year} Q{(created.month + 2) // 3}"
        quarters[quarter] = quarters.get(quarter, 0) + 1
    told = found["targets"]["sql"]["values"]
    (source,) = (one for one in told["attributes"] if one["attribute"] == "source")
    assert {one["value"]: [one["leads"], one["conversions"]] for one in source["values"]} == counted
    assert told["leads"] == sum(counts[0] for counts in counted.values())
    assert told["young"] == len(leads) - told["leads"]
    every = [leads for leads, _ in told["all"]["by_quarter"]]
    assert dict(zip(told["quarters"], every, strict=True)) == quarters
    for one in source["values"]:
        assert np.sum(one["by_quarter"], axis=0).tolist() == [one["leads"], one["conversions"]]


def test_contributions_are_shared_out_without_rest(found: dict[str, Any]) -> None:
    for told in found["targets"].values():
        if told["why_not"] is None:
            sizes = [known(one["shap"]) for one in told["drivers"]]
            assert sizes == sorted(sizes, reverse=True)
            assert sum(one["share"] for one in told["drivers"]) == pytest.approx(1, abs=1e-4)
            themes = [theme["name"] for one in told["drivers"] for theme in one["themes"]]
            assert len(themes) == len(set(themes))


def test_what_is_said_of_few_is_that_they_are_few(book: Book) -> None:
    def forget(x: np.ndarray, labels: np.ndarray) -> None:
        del x
        came = np.flatnonzero(book.unseen & (labels == 1))
        labels[came[20:]] = 0.0

    for told in looked_at_otherwise(book, forget)["targets"].values():
        assert "too few to say" in told["why_not"]
        assert "drivers" not in told


def test_a_model_that_says_the_same_of_all_has_no_drivers(book: Book) -> None:
    other = copied_book(book)
    other.__dict__["told"] = lambda target, rows: book.told(target, rows)._replace(
        contributions=np.zeros((int(rows.sum()), 99))
    )
    for told in find(other)["targets"].values():
        assert told["why_not"].startswith("The model found nothing")


def test_without_a_twin_the_counts_remain(book: Book, found: dict[str, Any]) -> None:
    other = find(replace(book, twin=None, origin=None))
    assert other["origin"] is None
    for target, told in other["targets"].items():
        assert told["why_not"]
        assert told["values"] == found["targets"][target]["values"]


def test_one_training_is_too_few_to_call_an_order_steady(book: Book, found: dict[str, Any]) -> None:
    told = found["targets"]["sql"]["steadiness"]
    assert [one["version"] for one in told["trainings"]] == [book.bundle.version]
    assert not told["enough"]
    assert all(band["words"].endswith("too few to say") for band in told["bands"])


def test_bins_are_told_apart_and_few_leads_are_not_drawn(found: dict[str, Any]) -> None:
    features = [one for told in found["targets"].values() for one in told["dependence"]]
    assert features
    for one in features:
        labels = [bin_["label"] for bin_ in one["bins"]]
        assert len(set(labels)) == len(labels)
        assert all((bin_["mean"] is None) == (bin_["leads"] < 20) for bin_ in one["bins"])
        edges = [edge["at"] for edge in one["effects"] or ()]
        assert edges == sorted(set(edges))


def test_leads_whose_time_has_not_passed_are_not_counted(book: Book, found: dict[str, Any]) -> None:
    young = np.flatnonzero(book.first & book.known("sql"))[::5]
    came = int(book.data.y["sql"][young].sum())

    def forget(x: np.ndarray, labels: np.ndarray) -> None:
        del x
        labels[young] = np.nan

    before = found["targets"]["sql"]["values"]
    after = looked_at_otherwise(book, forget)["targets"]["sql"]["values"]
    assert came > 0
    assert after["leads"] == before["leads"] - young.size
    assert after["conversions"] == before["conversions"] - came
    assert after["young"] == before["young"] + young.size
