"""Personas that are there are found, in words; where there are none, none are; and everybody has one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from models.personas import Fact, Facts, Followed, Rule, assigned, find, rand_index

DAY = 86_400_000_000
SIZES = ("small", "middle", "large", "huge")
TRADES = ("ships", "shoes", "bread", "steel", "glass")
WAYS = ("web", "fair", "call")


class Leads(NamedTuple):
    """Leads of whom the truth is known: ``who`` is 1 for the planted persona."""

    facts: Facts
    followed: Followed
    account: np.ndarray
    who: np.ndarray


def fact(attribute: str, groups: tuple[str, ...], code: np.ndarray, kind: str = "unordered") -> Fact:
    member = code[:, None] == np.arange(len(groups))
    return Fact(attribute, kind, groups, member, tuple({"one_of": [group]} for group in groups))


def leads(seed: int, planted: float = 0.0, count: int = 1500, together: float = 0.0) -> Leads:
    """``planted`` is added to the chance of large shoe and steel companies; ``together`` is how much the
    chance of a company's leads, of whom there are four, differs from that of others."""
    random = np.random.default_rng(seed)
    account = np.repeat(np.arange(count // 4), 4)
    size = random.integers(0, 4, count // 4)[account]
    trade = random.integers(0, 5, count // 4)[account]
    way, noise = random.integers(0, 3, count), random.integers(0, 6, count)
    who = (size >= 2) & np.isin(trade, (1, 3))
    shared = together * random.normal(size=count // 4)[account]
    chance = np.clip(0.15 + planted * who + shared, 0, 1)
    reached = random.random(count) < chance
    watched = random.integers(40, 400, count) * DAY
    after = np.where(reached, random.integers(1, 30, count) * DAY, -1)
    facts = Facts.of(
        [
            fact("size", SIZES, size, "ordered"),
            fact("trade", TRADES, trade),
            fact("way", WAYS, way),
            fact("noise", tuple("abcdef"), noise, "ordered"),
        ]
    )
    return Leads(facts, Followed(after[:, None], watched[:, None]), account, who.astype(np.int64))


def found(given: Leads, seed: int = 1) -> tuple[Rule, ...]:
    return find(given.facts, given.followed, given.account, seed)


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_persona_is_found_in_its_own_words(seed: int) -> None:
    given = leads(seed, planted=0.35)
    first, *others = found(given)
    said = {one.attribute: set(one.groups) for one in first.conditions}
    assert said == {"size": {"large", "huge"}, "trade": {"shoes", "steel"}}
    assert dict(first.conditions[0].says) == {"one_of": ["large", "huge"]}
    assert not others
    elsewhere = leads(seed + 100, planted=0.35)
    assert rand_index(1 - assigned((first,), elsewhere.facts), elsewhere.who) == 1.0


def test_those_who_convert_less_are_found_too() -> None:
    first, *_ = found(leads(5, planted=-0.15, count=3000))
    assert {one.attribute for one in first.conditions} == {"size", "trade"}


def test_leads_who_are_all_alike_are_not_cut() -> None:
    cut = [bool(found(leads(seed, count=600), seed)) for seed in range(15)]
    assert sum(cut) <= 1


def test_companies_whose_leads_rise_and_fall_together_are_no_personas() -> None:
    # what a company's leads have in common looks like its size and trade, unless it is dealt as one
    cut = [bool(found(leads(seed, together=0.5), seed)) for seed in range(15)]
    assert sum(cut) <= 1


@pytest.mark.parametrize(("outcomes", "personas"), [(19, 0), (40, 1)])
def test_too_few_outcomes_tell_nobody_apart(outcomes: int, personas: int) -> None:
    """However clear it looks: all of them are of one kind."""
    given = leads(1)
    groups = [one.groups for one in given.facts.conditions]
    kind = given.facts.member[:, [groups.index(("huge",)), groups.index(("shoes",))]].all(axis=1)
    few = np.full((kind.size, 1), -1)
    few[np.flatnonzero(kind)[:outcomes]] = DAY
    found_ = found(given._replace(followed=Followed(few, given.followed.watched)))
    assert min(1, len(found_)) == personas


def test_the_same_leads_give_the_same_personas_in_whatever_order_of_seeds() -> None:
    given = leads(2, planted=0.25)
    assert found(given) == found(given)


def test_everybody_has_the_first_persona_that_holds_them() -> None:
    given = leads(4)
    columns = {one.groups: place for place, one in enumerate(given.facts.conditions)}
    rules = tuple(
        Rule((given.facts.conditions[columns[group]],), 0.0, ((columns[group],),))
        for group in (("large",), ("shoes",))
    )
    large, shoes = (given.facts.member[:, columns[group]] for group in (("large",), ("shoes",)))
    expected = [0 if one else 1 if other else 2 for one, other in zip(large, shoes, strict=True)]
    assert assigned(rules, given.facts).tolist() == expected
    assert (large & shoes).any()
    assert assigned((), given.facts).tolist() == [0] * len(expected)
