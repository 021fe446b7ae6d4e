"""The book of leads: what each row knows, who had not seen it, and where each value stands."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from features.agreement.icp import IcpRule
from features.clock import instant, iso
from models.icp.conditions import condition_of
from models.workspace import Workspace
from pipelines.insights.book import open_book
from pipelines.insights.grouping import OTHER, UNKNOWN, groupings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.insights.book import Book


@pytest.fixture(scope="module")
def book(trained: Any) -> Iterator[Book]:
    with open_book(Workspace(trained.path)) as opened:
        yield opened


def test_each_lead_has_one_first_row_and_it_is_its_arrival(book: Book) -> None:
    assert np.unique(book.data.lead[book.first]).size == int(book.first.sum()) == len(book.lead_id)
    assert (book.data.as_of[book.first] == book.data.created[book.first]).all()


def test_what_the_twin_had_not_seen_came_after_everything_it_learnt(book: Book, trained: Any) -> None:
    assert book.twin is not None
    told = book.bundle.json("evaluation.json")
    assert iso(book.origin or 0) == told["origin"]
    learnt_until = max(instant(found["trained"]["until"]) for found in told["targets"].values())
    assert book.unseen.any()
    assert not book.unseen.all()
    assert book.data.created[book.unseen].min() >= (book.origin or 0) > learnt_until


def test_the_twin_says_of_unseen_leads_what_the_evaluation_measured(book: Book) -> None:
    """The rows that judged the model are the rows that its drivers are measured on."""
    for target, told in book.bundle.json("evaluation.json")["targets"].items():
        rows = book.unseen & book.known(target)
        p = book.told(target, rows).p
        assert p.size == told["tested"]["rows"]
        assert p.mean() == pytest.approx(told["model"]["mean_predicted"], abs=1e-12)


def test_a_label_stands_only_where_the_horizon_has_passed(book: Book) -> None:
    for target, horizon in book.horizons.items():
        known = book.known(target)
        assert known.any()
        late = book.data.as_of + horizon >= book.until
        assert not (known & late).any()


def test_an_earlier_end_knows_less_and_nothing_otherwise(trained: Any, book: Book) -> None:
    until = int(np.quantile(book.data.as_of, 0.6))
    with open_book(Workspace(trained.path), until=until) as earlier:
        assert earlier.until == until
        assert (earlier.data.as_of < until).all()
        place = {(lead, at): row for row, (lead, at) in enumerate(_rows(book))}
        same = [place[key] for key in _rows(earlier)]
        assert np.array_equal(earlier.data.x, book.data.x[same], equal_nan=True)


def _rows(book: Book) -> list[tuple[str, int]]:
    return [
        (book.lead_id[lead], at)
        for lead, at in zip(book.data.lead.tolist(), book.data.as_of.tolist(), strict=True)
    ]


def test_texts_are_those_of_the_export(book: Book, trained: Any) -> None:
    with (trained.path / "leads.csv").open() as file:
        told = {row["lead_id"]: row["source"] for row in csv.DictReader(file)}
    source = book.text("source")
    found = [source.values[code] for code in source.codes[book.first].tolist()]
    assert found == [told[name] for name in book.lead_id]


def test_a_row_stands_in_exactly_one_group_unless_it_is_a_list(book: Book) -> None:
    found = groupings(book)
    assert {grouping.attribute for grouping in found} == {"country", "employees", "source"}
    for grouping in found:
        assert grouping.member.shape == (book.first.size, len(grouping.groups))
        assert (grouping.member.sum(axis=1) == 1).all(), grouping.attribute
        assert grouping.groups[-1] == UNKNOWN or not {OTHER, UNKNOWN} & set(grouping.groups)


def test_a_group_is_what_its_rule_says(book: Book) -> None:
    """Whoever takes a group into the profile gets the leads that stood in it."""
    asked = 0
    for grouping in groupings(book):
        text = book.text(grouping.attribute)
        for group, condition in enumerate(grouping.conditions):
            if condition is None:
                continue
            test = condition_of(IcpRule(attribute=grouping.attribute, points=1, **condition))
            says = np.array([*(bool(value.strip() and test(value)) for value in text.values), False])
            assert np.array_equal(says[text.codes], grouping.member[:, group]), (
                grouping.attribute,
                condition,
            )
            asked += 1
    assert asked > 8


def test_numbers_are_cut_in_bands_of_about_one_size(book: Book) -> None:
    (employees,) = (found for found in groupings(book) if found.attribute == "employees")
    assert employees.kind == "ordered"
    sizes = employees.member[book.first].sum(axis=0)[:-1]
    assert len(sizes) == 5
    assert sizes.max() < 1.3 * sizes.min()
    assert employees.groups[0].startswith("3 to ")


def test_won_amounts_are_read_where_they_are(book: Book) -> None:
    assert np.isnan(book.won_amount).all()  # this company writes none down


def test_an_agreement_that_is_being_edited_is_stood_in_for(trained: Any, copied: Path) -> None:
    (copied / "agreement.toml").write_text("name = ")
    with open_book(Workspace(copied)) as opened:
        assert opened.agreement == opened.scorer.agreement
