"""Are the true drivers of the demo ranked first? Its truth beside what the theme of drivers finds.

Run from the repository's root: ``python -m benchmarks.drivers [--leads 4000] [--seeds 7] [--at WORKSPACE]``.

The log-odds of the demo's true probabilities are taken apart by least squares into what each attribute
truly adds (its log rate ratios; channels by their own means too, since their people arrive in other moods),
what the stage adds, and the rest, which is the lead's hidden interest: what it does mirrors that, and its
colleagues share it. A part's true size is the mean distance of what it adds from its mean, over the unseen
moments at the agreed ages, each lead weighing one; its found size is the mean size of the contributions of
its themes. What the world does not use (annual revenue, budget) has size 0.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from scipy.stats import spearmanr

from models.drivers.draws import LeadDraws
from models.workspace import Workspace
from pipelines.demo import write_world
from pipelines.demo.arrivals import span
from pipelines.demo.channels import CAMPAIGNS, CHANNELS
from pipelines.demo.companies import companies
from pipelines.demo.market import NEWCOMER, NEWCOMER_YEARS, TECHNOLOGIES, TRAITS
from pipelines.demo.people import people
from pipelines.insights.book import open_book
from pipelines.insights.drivers.looked import look
from pipelines.train import train

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.rows import Floats, Ints
    from pipelines.demo.people import People
    from pipelines.insights.book import Book
    from pipelines.insights.drivers.looked import Looked

THEMES: Final = {
    "industry": ("industry",),
    "country": ("country",),
    "employees": ("employees",),
    "financial situation": ("financial situation",),
    "job title": ("job title",),
    "email domain": ("email domain",),
    "technologies": ("technologies",),
    "years in company": ("years in company",),
    "channel & campaign": ("channel", "campaign"),
    "stage": ("stage", "times recycled"),
    "annual revenue": ("annual revenue",),
    "budget": ("budget",),
}
INTEREST: Final = "interest: all that the lead and its colleagues do"
"""All other themes."""


class Compared(NamedTuple):
    """One target: the parts' true and found sizes, in log-odds."""

    target: Target
    true: dict[str, float]
    found: dict[str, float]

    def agreement(self) -> tuple[float, int]:
        """Spearman's correlation of the sizes, and how many of the five largest are the same."""
        names = list(self.true)
        rho = spearmanr([self.true[name] for name in names], [self.found[name] for name in names]).statistic
        first = [set(sorted(names, key=lambda name: -size[name])[:5]) for size in (self.true, self.found)]
        return float(rho), len(first[0] & first[1])


def compared(path: Path, seed: int, leads: int) -> list[Compared]:
    """The targets of a trained demo of that seed and so many leads."""
    streams = np.random.SeedSequence(seed).spawn(2)  # as simulate draws firms, then people
    firms, own = (np.random.default_rng(stream) for stream in streams)
    who = people(own, span(24), leads, companies(firms, leads))
    told: list[Compared] = []
    with open_book(Workspace(path)) as book:
        for target in book.horizons:
            looked = look(book, target)
            if isinstance(looked, str):
                print(f"{target}: {looked}")
                continue
            told.append(_compared(path, book, looked, who))
    return told


def _compared(path: Path, book: Book, looked: Looked, who: People) -> Compared:
    truth = _truth(path, book, looked)
    rows = np.flatnonzero(~np.isnan(truth))
    draws = LeadDraws(looked.lead[rows], 0)
    number = np.array([int(book.lead_id[lead][1:]) - 1 for lead in looked.lead[rows].tolist()])
    stage = looked.x[rows, book.reader.catalog.names.index("stage")]
    parts = {name: [effect[number]] for name, effect in _effects(who, looked.target).items()}
    parts["channel & campaign"] += [*_dummies(who.channel[number])]
    parts["stage"] = _dummies(stage)
    design = np.column_stack([np.ones(rows.size), *(column for part in parts.values() for column in part)])
    root = np.sqrt(draws.weight)
    slopes = np.linalg.lstsq(design * root[:, None], truth[rows] * root, rcond=None)[0]
    true = dict.fromkeys(THEMES, 0.0)
    begin = 1
    for name, part in parts.items():
        true[name] = _size(design[:, begin : begin + len(part)] @ slopes[begin : begin + len(part)], draws)
        begin += len(part)
    true[INTEREST] = _size(truth[rows] - design @ slopes, draws)
    return Compared(looked.target, true, _found(looked))


def _found(looked: Looked) -> dict[str, float]:
    own = {theme for themes in THEMES.values() for theme in themes}
    rest = tuple(theme for theme in looked.themes if theme not in own)
    found: dict[str, float] = {}
    for name, themes in (*THEMES.items(), (INTEREST, rest)):
        inside = np.isin([looked.themes[theme] for theme in looked.theme], themes)
        total = np.abs(looked.contributions[:, inside].sum(axis=1))
        found[name] = float((total * looked.draws.weight).sum()) / looked.draws.leads
    return found


def _truth(path: Path, book: Book, looked: Looked) -> Floats:
    """The true log-odds of each row; NaN where the moment is none of the agreed ages."""
    table = pq.read_table(path / "truth/probabilities.parquet")
    as_of = table["as_of"].cast("int64").to_pylist()
    p = dict(
        zip(
            zip(table["lead_id"].to_pylist(), as_of, strict=True),
            table[f"p_{looked.target}"].to_pylist(),
            strict=True,
        )
    )
    when = book.data.as_of[looked.rows].tolist()
    keys = zip((book.lead_id[lead] for lead in looked.lead.tolist()), when, strict=True)
    known = np.array([p.get(key) or np.nan for key in keys], np.float64)
    return np.log(known / (1 - known))


def _effects(who: People, target: Target) -> dict[str, Floats]:
    """What each attribute adds to the logarithm of the rate of the way to the target, by lead."""

    def way(sql: Floats, close: Floats) -> Floats:
        return sql * 1.25 + close * (target == "close")  # a quarter of it speeds up the step to mql

    def option(trait: str) -> Floats:
        sql, close = (np.array([getattr(one, name) for one in TRAITS[trait]]) for name in ("sql", "close"))
        return way(sql, close)[who.traits[trait]]

    uses = [np.array([getattr(one, name) for one in TECHNOLOGIES]) for name in ("sql", "close")]
    came = [np.array([getattr(one, name) for one in CHANNELS])[who.channel] for name in ("sql", "close")]
    campaign = np.array([one.sql for _, one in CAMPAIGNS])[who.campaign]
    newcomer = NEWCOMER.sql * (who.years < NEWCOMER_YEARS)
    return {
        **{name: option(name.replace(" ", "_")) for name in ("industry", "country", "employees")},
        "financial situation": option("financial_situation"),
        "job title": option("seniority") + option("function"),
        "email domain": option("email_domain"),
        "technologies": who.technologies @ way(*uses),
        "years in company": way(newcomer, np.zeros(newcomer.size)),
        "channel & campaign": way(came[0] + campaign, came[1]),
    }


def _dummies(codes: Ints | Floats) -> list[Floats]:
    return [(codes == code).astype(np.float64) for code in np.unique(codes)[1:]]


def _size(added: Floats, draws: LeadDraws) -> float:
    mean = float((added * draws.weight).sum()) / draws.leads
    return float((np.abs(added - mean) * draws.weight).sum()) / draws.leads


def main() -> None:
    """Prints, for each seed and target, the parts by true size beside what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=4000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[7])
    parser.add_argument("--at", type=Path, help="a trained demo of that seed and so many leads")
    given = parser.parse_args()
    for seed in given.seeds:
        with tempfile.TemporaryDirectory() as folder:
            path = given.at or Path(folder) / "demo"
            if given.at is None:
                write_world(path, seed=seed, leads=given.leads)
                train(path)
            for one in compared(path, seed, given.leads):
                _print(seed, one)


def _print(seed: int, told: Compared) -> None:
    rho, first = told.agreement()
    print(f"\nseed {seed}, {told.target}: rank correlation {rho:.2f}, {first} of the five largest the same\n")
    print("| part | true size | found size |\n| --- | --- | --- |")
    for name in sorted(told.true, key=lambda name: -told.true[name]):
        print(f"| {name} | {told.true[name]:.3f} | {told.found[name]:.3f} |")


if __name__ == "__main__":
    main()
