"""Plants columns of graded strength in many small demo worlds and counts what the leakage gate says of them.

Run from the repository's root: ``python -m benchmarks.leakage [--worlds 240] [--leads 1500] [--jobs 2]``. A
world holds at most one plant, a column written by the hand that closes leads: a note filled in on winning, a
remark filled in on losing, or a score overwritten on winning. Everything else in a world is honest.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from features.agreement import read_agreement
from features.sources import open_journey
from pipelines.demo import Plant, write_world
from pipelines.demo.plant import NAMES, Form, Strength
from pipelines.leakage import verdicts
from pipelines.train.belief import prepare
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMS: Final = get_args(Form)
STRENGTHS: Final = ("none", *get_args(Strength))
WORDS: Final = ("ok", "suspicious", "leak")
HONEST: Final = "honest"


class Said(NamedTuple):
    """One verdict in one world: ``what`` is a form of plant, or an honest attribute, touch or stage."""

    what: str
    strength: str
    verdict: str


def plant_of(seed: int) -> Plant | None:
    """Every strength and form in turn."""
    strength = STRENGTHS[seed % len(STRENGTHS)]
    form = FORMS[seed // len(STRENGTHS) % len(FORMS)]
    return None if strength == "none" else Plant(form, strength)


def judged(seed: int, leads: int) -> list[Said]:
    """Everything the gate says of one world."""
    plant = plant_of(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world"
        write_world(path, seed=seed, leads=leads, leak=False, plant=plant)
        agreement = read_agreement(path)
        with open_journey(agreement, path) as journey:
            material = Material(journey, agreement, end_of(journey))
            found = verdicts(material, prepare(material, material.until).plan)
    said: list[Said] = []
    for verdict in found:
        planted = plant is not None and verdict.name == NAMES[plant.form]
        what = plant.form if plant and planted else f"{HONEST} {verdict.kind}"
        said.append(Said(what, plant.strength if plant and planted else "none", verdict.verdict))
    return said


def table(said: Iterable[Said]) -> list[str]:
    """The confusion table in Markdown: truth by verdict."""
    counts = Counter(said)
    lines = ["| planted | strength | " + " | ".join(WORDS) + " |", "| --- | --- |" + " ---: |" * len(WORDS)]
    rows = [(form, strength) for strength in STRENGTHS[1:] for form in FORMS]
    honest = sorted({(what, "none") for what, strength, _ in counts if strength == "none"})
    for what, strength in (*rows, *honest):
        numbers = [counts[Said(what, strength, word)] for word in WORDS]
        lines.append(f"| {what} | {strength} | " + " | ".join(f"{number:,}" for number in numbers) + " |")
    return lines


def main() -> None:
    """Judges all worlds and prints the table."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--worlds", type=int, default=240)
    words.add_argument("--leads", type=int, default=1500)
    words.add_argument("--jobs", type=int, default=2)
    given = words.parse_args()
    begun = time.perf_counter()
    with ProcessPoolExecutor(given.jobs, get_context("spawn")) as pool:
        found = list(pool.map(partial(judged, leads=given.leads), range(given.worlds), chunksize=4))
    said = [one for world in found for one in world]
    print("\n".join(table(said)))
    alarmed = sum(any(one.strength == "none" and one.verdict == "leak" for one in world) for world in found)
    took = time.perf_counter() - begun
    print(
        f"\n{given.worlds} worlds of {given.leads:,} leads; a false leak in {alarmed} of them; {took:.0f} s"
    )


if __name__ == "__main__":
    main()
