"""The page of personas: every number from leads that had no say, and the same as a slow count gives."""

from __future__ import annotations

import csv
from collections import Counter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest

from features.agreement import Persona
from features.clock import DAY, instant
from models.metrics import wilson
from models.personas import Facts, Followed, assigned, find, first_half, members
from models.workspace import Workspace
from pipelines.insights import personas as theme
from pipelines.insights.book import open_book
from pipelines.insights.personas.arrivals import Arrivals
from pipelines.insights.personas.find import Cut
from pipelines.insights.personas.quarters import quarters
from pipelines.insights.personas.rates import apart, rate
from pipelines.insights.personas.reasons import reasons
from pipelines.insights.personas.touches import touches
from pipelines.insights.personas.worth import worth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.insights.book import Book


@pytest.fixture(scope="module")
def book(trained: Any) -> Iterator[Book]:
    with open_book(Workspace(trained.path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(book: Book) -> dict[str, Any]:
    return theme.find(book)


def rows(path: Path, table: str) -> list[dict[str, str]]:
    with (path / f"{table}.csv").open() as file:
        return list(csv.DictReader(file))


def cut_of(book: Book) -> tuple[Arrivals, Cut]:
    arrivals = Arrivals.of(book)
    half, seed = first_half(arrivals.account, book.agreement.seed), book.agreement.seed
    both = [
        find(arrivals.facts.only(part), arrivals.followed.only(part), arrivals.account[part], seed)
        for part in (half, ~half)
    ]
    persona, other = (assigned(rules, arrivals.facts) for rules in both)
    return arrivals, Cut(both[0], persona, ~half, both[1], other)


def test_the_company_s_partners_are_found(found: dict[str, Any]) -> None:
    """The company is made so that partners' leads qualify more often."""
    assert found["verdict"] == "found"
    first = found["personas"][0]
    assert {"attribute": "source", "groups": ["partner"], "where": {"one_of": ["partner"]}} in first["where"]
    assert first["apart"]["sql"]["low"] > 0


def test_every_lead_is_of_one_persona(book: Book, found: dict[str, Any]) -> None:
    assert sum(one["leads"] for one in found["personas"]) == len(book.lead_id) == found["leads"]["all"]
    assert sum(one["share"] for one in found["personas"]) == pytest.approx(1.0)
    known = {
        target: sum(one["rates"][target]["known"] for one in found["personas"]) for target in ("sql", "close")
    }
    assert known == {target: told["known"] for target, told in found["everybody"].items()}


def test_rates_are_counted_in_the_half_that_had_no_say(book: Book, found: dict[str, Any]) -> None:
    """From the files, by a lead's own dates."""
    arrivals, cut = cut_of(book)
    path = book.workspace.path
    created = {lead["lead_id"]: instant(lead["created_at"]) for lead in rows(path, "leads")}
    qualified: dict[str, int] = {}
    for change in rows(path, "stages"):
        if change["stage"] in ("sql", "won"):
            qualified.setdefault(change["lead_id"], instant(change["at"]))
    tally: Counter[tuple[int, bool]] = Counter()
    for place, lead in enumerate(arrivals.lead.tolist()):
        name = book.lead_id[lead]
        if cut.told[place] and created[name] + 14 * DAY < book.until:
            reached = created[name] < qualified.get(name, 2**62) <= created[name] + 14 * DAY
            tally[int(cut.persona[place]), reached] += 1
    for number, one in enumerate(found["personas"]):
        yes, no = tally[number, True], tally[number, False]
        told = one["rates"]["sql"]
        assert (told["reached"], told["known"]) == (yes, yes + no)
        assert (told["low"], told["high"]) == wilson(yes / (yes + no), yes + no)


def test_what_came_of_the_other_half_has_no_say(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    arrivals, cut = cut_of(book)
    told, followed, y = cut.told, arrivals.followed, arrivals.y
    swapped = np.where(followed.after >= 0, -1, DAY)  # who converted did not, and the other way round
    other = Arrivals(
        arrivals.facts,
        Followed(np.where(told[:, None], swapped, followed.after), followed.watched),
        {target: np.where(told, 1 - values, values) for target, values in y.items()},
        arrivals.account,
        arrivals.created,
        arrivals.lead,
    )
    before = theme.find(book)
    monkeypatch.setattr(Arrivals, "of", lambda _: other)
    after = theme.find(book)
    rules = [
        [(one["name"], one["where"], one["p_by_chance"], one["leads"]) for one in each["personas"]]
        for each in (before, after)
    ]
    assert rules[0] == rules[1]
    for one, turned in zip(before["personas"], after["personas"], strict=True):
        assert one["rates"]["sql"]["rate"] == pytest.approx(1 - turned["rates"]["sql"]["rate"])


def test_leads_without_structure_are_one_persona(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    arrivals = Arrivals.of(book)
    order = np.random.default_rng(1).permutation(len(arrivals.created))
    alike = Arrivals(
        arrivals.facts,
        arrivals.followed.only(order),
        {target: values[order] for target, values in arrivals.y.items()},
        np.full(order.size, -1),
        arrivals.created,
        arrivals.lead,
    )
    monkeypatch.setattr(Arrivals, "of", lambda _: alike)
    found = theme.find(book)
    assert (found["verdict"], [one["name"] for one in found["personas"]]) == ("alike", ["Everybody"])
    assert "Nobody stands out" in theme.section(found)
    few = Followed(
        np.where(np.arange(order.size)[:, None] % 50, -1, arrivals.followed.after), alike.followed.watched
    )
    monkeypatch.setattr(
        Arrivals,
        "of",
        lambda _: Arrivals(alike.facts, few, alike.y, alike.account, alike.created, alike.lead),
    )
    found = theme.find(book)
    assert found["verdict"] == "too_few"
    assert "Too few to say" in theme.section(found)
    assert theme.charts(found) == {}


def test_the_agreement_s_words_mean_the_leads_that_were_found(book: Book) -> None:
    """A saved persona holds exactly those whom its conditions held when it was found."""
    arrivals, cut = cut_of(book)
    texts = {name: book.text(name) for name in book.attributes}
    first = np.flatnonzero(book.first)
    singles = [one for one in arrivals.facts.conditions if len(one.groups) == 1]
    assert cut.rules
    assert len(singles) > 5
    for conditions in [[one] for one in singles] + [list(rule.conditions) for rule in cut.rules]:
        where = [{"attribute": one.attribute, **dict(one.says)} for one in conditions]
        persona = Persona.model_validate({"name": "x", "where": where})
        plans = book.reader.plan.attributes
        met = members(persona, texts, book.agreement.attributes.missing, plans)[first]
        expected = np.logical_and.reduce([_member(arrivals.facts, one) for one in conditions])
        assert np.array_equal(met, expected), where


def _member(facts: Facts, condition: Any) -> np.ndarray:
    single = {
        (one.attribute, one.groups[0]): at for at, one in enumerate(facts.conditions) if len(one.groups) == 1
    }
    columns = [single[condition.attribute, group] for group in condition.groups]
    return facts.member[:, columns].any(axis=1)


def test_reasons_are_the_twin_s_of_leads_it_had_not_seen(book: Book, found: dict[str, Any]) -> None:
    arrivals, cut = cut_of(book)
    by_lead = np.zeros(len(book.lead_id), dtype=np.int64)
    by_lead[arrivals.lead] = cut.persona
    assert book.twin
    told = reasons(book, by_lead, len(cut.names))
    chosen = book.unseen & book.known("close")
    contributions = book.told("close", chosen).contributions
    theme_of = {feature.name: feature.theme for feature in book.reader.catalog.features}
    names = book.reader.targets["close"].names
    leads = book.data.lead[chosen]
    for number, one in enumerate(told["personas"]):
        here = sorted({lead for lead in leads.tolist() if by_lead[lead] == number})
        if len(here) < 30:
            assert one is None
            continue
        assert one["leads"] == len(here)
        moves = []
        for driver in one["drivers"]:
            columns = [
                at for at, name in enumerate(names) if theme_of[name].replace("_", " ") == driver["theme"]
            ]
            if columns:
                each = [np.abs(contributions[leads == lead][:, columns].sum(axis=1)).mean() for lead in here]
                assert driver["moves"] == pytest.approx(np.mean(each))
            moves.append(driver["moves"])
        assert moves == sorted(moves, reverse=True)
    assert any(one for one in told["personas"])


@pytest.mark.parametrize("earlier", [0, 90])
def test_touches_are_those_of_the_first_thirty_days(book: Book, earlier: int) -> None:
    path, names = book.workspace.path, list(book.lead_id)
    persona = np.array([number % 2 for number in range(len(names))])
    until = book.until - earlier * DAY  # by then the newest leads were too young
    told = touches(cast("Book", SimpleNamespace(populations=book.populations, until=until)), persona, 2)
    created = {lead["lead_id"]: instant(lead["created_at"]) for lead in rows(path, "leads")}
    soon: dict[str, list[tuple[int, str]]] = {name: [] for name in names}
    for touch in rows(path, "touches"):
        at = instant(touch["at"])
        if at < until and at < created[touch["lead_id"]] + 30 * DAY:
            soon[touch["lead_id"]].append((at, touch["kind"]))
    for number in range(2):
        old = [
            name for at, name in enumerate(names) if at % 2 == number and created[name] + 30 * DAY <= until
        ]
        assert told[number] is not None
        assert told[number]["leads"] == len(old)
        for one in told[number]["kinds"]:
            having = sum(any(kind == one["word"] for _, kind in soon[name]) for name in old)
            assert one["share"] == pytest.approx(having / len(old))
        for one in told[number]["first_kind"]:
            first = sum((min(soon[name])[1] if soon[name] else "nothing yet") == one["word"] for name in old)
            assert one["share"] == pytest.approx(first / len(old), abs=2 / len(old))  # of two at once, either


def test_a_persona_that_the_agreement_names_is_followed(copied: Path, book: Book) -> None:
    with (copied / "agreement.toml").open("a") as file:
        file.write('\n[[persona]]\nname = "Ours"\nwhere = [{attribute = "source", one_of = ["fair"]}]\n')
        file.write('\n[[persona]]\nname = "Lost"\nwhere = [{attribute = "colour", one_of = ["red"]}]\n')
    with open_book(Workspace(copied)) as opened:
        found = theme.find(opened)
    fair = [lead for lead in rows(copied, "leads") if lead["source"] == "fair"]
    ours, lost = found["named"]
    assert (ours["name"], ours["leads"]) == ("Ours", len(fair))
    assert sum(quarter["leads"] for quarter in ours["quarters"]) == len(fair)
    assert (lost["leads"], lost["unknown"]) == (None, ["colour"])
    section = theme.section(found)
    assert "source is fair" in section
    assert "colour is no attribute" in section
    assert set(theme.tables(found)["named"]["persona"]) == {"Ours"}


def test_tables_say_what_the_page_says(found: dict[str, Any]) -> None:
    tables = theme.tables(found)
    assert list(tables["personas"]["persona"]) == [one["name"] for one in found["personas"]]
    rates = tables["rates"].set_index(["persona", "target"])
    for one in found["personas"]:
        assert rates.loc[(one["name"], "sql"), "reached"] == one["rates"]["sql"]["reached"]
    section, charts = theme.section(found), theme.charts(found)
    assert set(charts) == {"rates", "shares"}
    for chart in charts.values():
        assert chart in section


def test_the_difference_of_two_rates_is_the_literature_s() -> None:
    """Newcombe (1998), the first example of his table of method 10: 56 of 70 and 48 of 80."""
    told = apart(_of(56, 70), _of(48, 80))
    assert told is not None
    assert (told["low"], told["high"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert apart(_of(1, 5), _of(48, 80)) is None


def _of(reached: int, known: int) -> dict[str, Any]:
    return rate(np.array([1.0] * reached + [0.0] * (known - reached) + [np.nan] * 3))


def test_worth_counts_wins_without_an_amount_as_the_others() -> None:
    close = np.array([1.0] * 8 + [0.0] * 12 + [np.nan] * 5)
    amount = np.array([100.0, 200, 300, 400, 500, 600, np.nan, np.nan] + [np.nan] * 12 + [9999.0] * 5)
    told = worth(close, amount, 1)
    assert told is not None
    assert (told["leads"], told["wins"], told["priced"]) == (20, 8, 6)
    assert told["per_win"]["value"] == pytest.approx(350)
    assert told["per_lead"]["value"] == pytest.approx(350 * 8 / 20)
    assert told["per_lead"]["low"] < 140 < told["per_lead"]["high"]
    assert worth(close, np.full(25, np.nan), 1) is None
    few = worth(close, np.where(np.arange(25) < 2, amount, np.nan), 1)
    assert few is not None
    assert few["per_win"] is None


def test_quarters_are_the_calendar_s() -> None:
    created = np.array(
        [instant(f"{day}T12:00Z") for day in ("2024-01-01", "2024-03-31", "2024-04-01", "2025-12-31")]
    )
    nobody = np.zeros((4, 0), dtype=bool)
    y = {"close": np.array([1.0, 0.0, np.nan, np.nan])}
    arrivals = Arrivals(
        Facts((), nobody, (), frozenset()),
        Followed(created[:, None], created[:, None]),
        y,
        created,
        created,
        created,
    )
    told = quarters(
        arrivals, instant("2025-12-31T23:00Z"), np.array([True, False, True, True]), np.ones(4, bool)
    )
    assert [(one["quarter"], one["leads"], one["share"], one["over"]) for one in told] == [
        ("2024-Q1", 1, 0.5, True),
        ("2024-Q2", 1, 1.0, True),
        ("2025-Q4", 1, 1.0, False),
    ]
