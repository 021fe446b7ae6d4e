"""How often does a proposal name an attribute that matters to nobody, and does it move fit towards the truth?

    python -m benchmarks.icp [--seeds 100] [--demos 12] [--leads 4000]

Simulated books have leads of accounts that share a need, a market that rises, and attributes of many kinds;
one that changes with time, and in half of the books none that matters. The demo's worlds get four columns
that matter to nobody beside their own, and a proposal is applied to their agreement: the rank correlation of
fit with the true log rate ratio is told before and after.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numpy as np
from scipy.stats import binomtest, spearmanr

from features.agreement import Icp, read_agreement
from features.agreement.parse import parse_agreement
from features.catalog import Catalog
from features.fit import fit_plan
from features.sources import open_journey
from models.icp.evidence.propose import propose
from models.icp.evidence.sample import Attribute, Sample
from models.workspace import Workspace
from pipelines.demo import write_world
from pipelines.demo.arrivals import span
from pipelines.demo.companies import companies
from pipelines.demo.drivers import log_ratio
from pipelines.demo.people import people
from pipelines.icp.proposing import agreement_text, proposed
from pipelines.icp.rewrite import rewritten
from pipelines.insights.book import Book
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.agreement.values import Target
    from models.rows import Bools, Floats, Ints
    from models.scorer import Scorer

SIZES: Final = ((4000, 0.09), (1500, 0.04), (1500, 0.35))
"""Leads, and the share of them that has the outcome."""
MATTERING: Final = {"size": 0.5, "domain": 0.6, "sector": 0.5}
"""Log ratios of an attribute's better half, in books where something matters."""
NOISE: Final = ("region", "favourite", "tier", "badge")
MONTHS: Final = 24


class Simulated(NamedTuple):
    """A book, the rules its profile has, and which attributes matter."""

    sample: Sample
    icp: Icp
    attributes: tuple[Attribute, ...]


def simulated(seed: int, leads: int = 4000, share: float = 0.09, *, matters: bool = False) -> Simulated:
    """Leads of accounts with a need of their own; three rules of which one separates."""
    random = np.random.default_rng(seed)
    firms = max(2, round(leads / 1.7))
    weight = random.gamma(0.7, 1.0, firms)
    account = random.choice(firms, leads, p=weight / weight.sum())
    attributes: list[Attribute] = []
    log = 0.5 * random.standard_normal(firms)[account] + np.linspace(-0.4, 0.4, leads)

    def cut(name: str, kind: str, codes: Ints, groups: int) -> Bools:
        known = random.random(leads) > 0.08
        member = (codes[:, None] == np.arange(groups)) & known[:, None]
        words = tuple(f"{name} {place}" for place in range(groups))
        told = tuple({"one_of": [word]} for word in words)
        attributes.append(Attribute(name, kind, words, member, known, told))
        return codes < groups // 2

    def firm(groups: int) -> Ints:
        return random.choice(groups, firms, p=random.dirichlet(np.full(groups, 2.0)))[account]

    better = {
        "size": cut("size", "ordered", firm(7), 7),
        "sector": cut("sector", "unordered", firm(8), 8),
        "domain": cut("domain", "unordered", (random.random(leads) < 0.8).astype(np.int64), 2),
    }
    cut("region", "unordered", firm(12), 12)
    cut("team", "unordered", random.integers(0, 6, leads), 6)
    cut("grade", "ordered", random.integers(0, 5, leads), 5)
    old = random.random(leads) < np.linspace(0.8, 0.0, leads)
    cut("form", "unordered", np.where(old, 0, random.integers(0, 5, leads)), 5)
    tools = (random.random((firms, 9)) < 0.25)[account]
    names = tuple(f"tool {place}" for place in range(9))
    told = tuple({"contains": [name]} for name in names)
    attributes.append(Attribute("tools", "items", names, tools, np.ones(leads, dtype=bool), told))
    met = random.random((leads, 3)) < 0.5
    log += 0.3 * met[:, 0]
    if matters:
        log += sum(MATTERING[name] * rows for name, rows in better.items())
    chance = np.exp(log) * share / np.exp(log).mean()
    sample = Sample(
        y=(random.random(leads) < np.minimum(chance, 1.0)).astype(np.float64),
        cluster=np.unique(account, return_inverse=True)[1].astype(np.int64),
        created=np.arange(leads),
        met=met,
        unknown=np.zeros_like(met),
        refused=np.zeros(leads, dtype=bool),
    )
    rules = [{"attribute": f"rule {place}", "equals": True, "points": 20} for place in range(3)]
    return Simulated(sample, Icp.model_validate({"rule": rules}), tuple(attributes))


def proposed_for(world: Simulated) -> set[str]:
    """The attributes that a new rule is proposed for."""
    found = propose(world.sample, world.icp, world.attributes, seed=7)
    return {change.attribute for change in found.changes if change.kind == "add"}


def show_simulated(seeds: int) -> None:
    print("| leads | outcomes | books | that matters to nobody, proposed | what matters, found |")
    print("| ---: | ---: | --- | ---: | --- |")
    for leads, share in SIZES:
        for matters in (False, True):
            wrong, right = 0, Counter[str]()
            for seed in range(seeds):
                names = proposed_for(simulated(seed, leads, share, matters=matters))
                wrong += bool(names - set(MATTERING) if matters else names)
                right.update(names & set(MATTERING) if matters else ())
            told = ", ".join(f"{name} {right[name]}" for name in MATTERING) if matters else ""
            kind = "three attributes matter" if matters else "none matters"
            print(f"| {leads:,} | {leads * share:.0f} | {kind} | {_of(wrong, seeds)} | {told} |", flush=True)


def _of(wrong: int, seeds: int) -> str:
    low, high = binomtest(wrong, seeds).proportion_ci()
    return f"{wrong} of {seeds} ({100 * low:.1f} to {100 * high:.1f} %)"


def with_noise(folder: Path, seed: int) -> None:
    """Adds columns that matter to nobody to the leads of a demo: of accounts, of people, numbers."""
    random = np.random.default_rng(10_000 + seed)
    path = folder / "data/leads.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    accounts: dict[str, tuple[str, str]] = {}
    for row in rows:
        new = (f"region {random.integers(8)}", f"{random.lognormal(3, 1):.1f}")
        row["region"], row["tier"] = accounts.setdefault(row["account_id"] or row["lead_id"], new)
        row["favourite"] = ("red", "green", "blue", "white", "black")[random.integers(5)]
        row["badge"] = f"{random.integers(100)}"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def demo_book(folder: Path) -> Iterator[Book]:
    """The book of a demo without a bundle: rules and outcomes need no model."""
    workspace, agreement = Workspace(folder), read_agreement(folder)
    with open_journey(agreement, folder) as journey:
        until = end_of(journey)
        material = Material(journey, agreement, until)
        plan = fit_plan(material.populations, agreement, until)
        reader = cast("Scorer", SimpleNamespace(plan=plan, catalog=Catalog(plan)))
        yield Book(workspace, cast("Any", None), reader, None, None, agreement, material)


def true_ratios(seed: int, leads: int, target: Target) -> Floats:
    """The true log rate ratio of each lead of a demo, in order of creation."""
    firms, who = (np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(2))
    return log_ratio(people(who, span(MONTHS), leads, companies(firms, leads)), target)


def agreeing(book: Book, text: str, truth: Floats) -> float:
    """The rank correlation of fit and truth over the leads that both profiles can score."""
    fits = [fit for fit, first in zip(book.fits_by(parse_agreement(text)), book.first, strict=True) if first]
    score = np.array([0.0 if fit.status == "disqualified" else fit.score for fit in fits], dtype=np.float64)
    place = np.array([int(name[1:]) - 1 for name in book.lead_id])[book.data.lead[book.first]]
    told = ~np.isnan(score)
    return float(spearmanr(score[told], truth[place][told]).statistic)


def show_demos(demos: int, leads: int) -> None:
    print("\n| seed | target | outcomes | proposed | fit with truth before | after | noise proposed |")
    print("| ---: | --- | ---: | --- | ---: | ---: | ---: |")
    gains: dict[str, list[float]] = {}
    wrong = 0
    for seed in range(demos):
        with tempfile.TemporaryDirectory() as folder:
            write_world(Path(folder), seed=seed, leads=leads, months=MONTHS)
            with_noise(Path(folder), seed)
            for book in demo_book(Path(folder)):
                text = agreement_text(book)
                for target in book.horizons:
                    found = proposed(book, target)
                    after = rewritten(text, book.agreement.icp, found.proposal.changes, found.sentences)
                    truth = true_ratios(seed, leads, target)
                    was, now = agreeing(book, text, truth), agreeing(book, after, truth)
                    gains.setdefault(target, []).append(now - was)
                    noise = sum(change.attribute in NOISE for change in found.proposal.changes)
                    wrong += bool(noise)
                    kinds = Counter(change.kind for change in found.proposal.changes)
                    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "nothing"
                    line = f"| {seed} | {target} | {found.proposal.outcomes} | {told} | {was:.3f} | {now:.3f}"
                    print(f"{line} | {noise} |", flush=True)
    for target, told in gains.items():
        better, worse = sum(gain > 0 for gain in told), sum(gain < 0 for gain in told)
        print(f"\n{target}: {np.mean(told):+.3f} on average; better {better}, worse {worse} of {len(told)}.")
    print(f"\nNoise was proposed {wrong} times in {2 * demos}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--demos", type=int, default=12)
    parser.add_argument("--leads", type=int, default=4000)
    given = parser.parse_args()
    show_simulated(given.seeds)
    show_demos(given.demos, given.leads)


if __name__ == "__main__":
    main()
