"""Plants personas in demo worlds, looks for them, and tells how much of the truth comes back.

Run from the repository's root: ``python -m benchmarks.personas [--seeds 20] [--leads 8000]``. Worlds hold
three planted personas and everybody else, with nothing else that tells leads apart; or the same three on top
of all that the usual demo holds; or nothing at all. No model is trained: personas are found by what leads say
on arrival and what came of them, in one half of the leads, and compared with the truth in the other.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from functools import cached_property
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, Final, NamedTuple, cast

import duckdb
import numpy as np

from features.agreement import read_agreement
from features.catalog import Catalog
from features.sources import open_journey
from models.personas import assigned, find, first_half, jaccard, named, rand_index
from models.workspace import Workspace
from pipelines.demo import Personas, write_world
from pipelines.demo.personas import THREE
from pipelines.insights.book import Book
from pipelines.insights.personas.arrivals import Arrivals
from pipelines.train.belief import prepare
from pipelines.train.material import Material, end_of

KINDS: Final = {
    "planted alone": Personas(THREE),
    "planted in the usual demo": Personas(THREE, alone=False),
    "no structure": Personas(),
}
READ_FROM: Final = {"seniority": "job_title seniority", "function": "job_title function"}
SAID: Final = {
    "chief": "c_level/founder",
    "vice president": "vp",
    "head": "director/head",
    "director": "director/head",
    "manager": "manager/lead",
    "specialist": "staff/other",
    "student": "junior/intern",
}


class Untrained(Book):
    """A book without a bundle: its rows are read as a training would."""

    @cached_property
    def reader(self) -> Any:
        plan = prepare(self.material, self.material.until).plan
        return SimpleNamespace(plan=plan, catalog=Catalog(plan))


class Found(NamedTuple):
    """What came back of one world.

    Attributes:
        personas: how many were found, everybody else among them.
        best: the index of the planted rules themselves, asked of what the files say: fields are often empty.
        ari: the adjusted Rand index of found and planted, in the half that nobody looked at.
        stable: of those found there and those found in this half.
        recovered: by planted persona, the best overlap (Jaccard) of any that was found.
        names: of those found.
    """

    personas: int
    best: float
    ari: float
    stable: float
    recovered: tuple[float, ...]
    names: tuple[str, ...]


def arrivals_of(path: Path) -> tuple[Arrivals, np.ndarray]:
    """The leads of a workspace, and the truth about each."""
    agreement = read_agreement(path)
    with open_journey(agreement, path) as journey:
        material = Material(journey, agreement, end_of(journey))
        nothing = cast("Any", None)
        book = Untrained(Workspace(path), nothing, nothing, None, None, agreement, material)
        arrivals = Arrivals.of(book)
        names = [book.lead_id[lead] for lead in arrivals.lead.tolist()]
    truth = dict(duckdb.read_csv(str(path / "truth/personas.csv")).fetchall())
    codes = {name: code for code, name in enumerate(sorted(set(truth.values())))}
    return arrivals, np.array([codes[truth[name]] for name in names])


def visible(planted: Personas, arrivals: Arrivals) -> np.ndarray:
    """Who is whom by the planted rules, as far as the files say."""
    facts = arrivals.facts
    column = {
        (one.attribute, one.groups[0]): place
        for place, one in enumerate(facts.conditions)
        if len(one.groups) == 1
    }
    found = np.full(len(facts.member), len(planted.personas))
    for number, persona in reversed(list(enumerate(planted.personas))):
        met = np.ones(len(found), dtype=bool)
        for trait, options in persona.where.items():
            attribute = READ_FROM.get(trait, trait)
            names = {
                SAID.get(option, option.lower() if "title" in attribute else option) for option in options
            }
            met &= facts.member[:, [column[attribute, name] for name in sorted(names)]].any(axis=1)
        found[met] = number
    return found


def found(kind: str, seed: int, leads: int) -> Found:
    """What comes back of one world."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world"
        write_world(path, seed=seed, leads=leads, leak=False, steady=True, personas=KINDS[kind])
        arrivals, truth = arrivals_of(path)
    half = first_half(arrivals.account, seed)
    rules, again = (
        find(arrivals.facts.only(rows), arrivals.followed.only(rows), arrivals.account[rows], seed)
        for rows in (half, ~half)
    )
    persona = assigned(rules, arrivals.facts)
    told, planted = persona[~half], truth[~half]
    return Found(
        len(rules) + 1,
        rand_index(visible(KINDS[kind], arrivals)[~half], planted),
        rand_index(told, planted),
        rand_index(persona, assigned(again, arrivals.facts)),
        tuple(
            max(jaccard(told == one, planted == wanted) for one in range(len(rules) + 1))
            for wanted in np.unique(planted).tolist()
        ),
        tuple(named([rule.conditions for rule in rules])),
    )


def main() -> None:
    """Looks into all worlds and prints the table."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--seeds", type=int, default=20)
    words.add_argument("--leads", type=int, default=8000)
    words.add_argument("--kinds", nargs="*", choices=tuple(KINDS), default=("planted alone", "no structure"))
    words.add_argument("--names", action="store_true", help="print what was found in each world")
    given = words.parse_args()
    heads = ("world", "personas: median, range", "Rand index", "of the planted rules", "of two halves", "s")
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    for kind in given.kinds:
        begun = time.perf_counter()
        every = [found(kind, seed, given.leads) for seed in range(1, given.seeds + 1)]
        took = (time.perf_counter() - begun) / given.seeds
        count, best, ari, stable = ([one[place] for one in every] for place in range(4))
        print(
            f"| {kind} | {median(count):g}, {min(count)} to {max(count)} | "
            f"{median(ari):.2f}, {min(ari):.2f} to {max(ari):.2f} | "
            f"{median(best):.2f}, {min(best):.2f} to {max(best):.2f} | "
            f"{median(stable):.2f}, {min(stable):.2f} to {max(stable):.2f} | {took:.1f} |",
            flush=True,
        )
        if given.names:
            for seed, one in enumerate(every, start=1):
                recovered = " ".join(f"{share:.2f}" for share in one.recovered)
                print(f"    {seed}: {one.ari:.2f} ({recovered})", "; ".join(one.names))


if __name__ == "__main__":
    main()
