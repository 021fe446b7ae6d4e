"""The public table: Leadcast beside six other forecasts on four real funnels and the demo, out of time.

    python -m benchmarks.quality [--only NAME ...] [--quick] [--json]

Leads created from an origin on judge; what is learnt from had its whole horizon behind it by then. All see
the same features of the same moments. Leadcast learns one model for all ages; a rival gets one for all ages
or one for each age, whichever was better for it on its own past. LEADCAST_DATA names the folder of the data.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.contest.forms import Forms
from benchmarks.contest.page import REFERENCE, overview, summary, table
from benchmarks.contest.past import opened, origin_after, past
from benchmarks.contest.plain import plain_rows
from benchmarks.contest.questions import AT_ANY_AGE, DEMO, FUNNELS, workspace
from benchmarks.contest.rivals import RIVALS, untuned
from benchmarks.contest.standing import FLOOR, OWN, Standing, standing
from benchmarks.contest.truth import truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from benchmarks.contest.past import Past
    from features.agreement.values import Target
    from features.population import Population
    from models.rows import Bools, Floats

NEWEST = 0.25
LEADS, QUICK_LEADS = 20_000, 1_000
QUICK_RIVALS = ("logistic", "naive Bayes", "points", "base rate")


def judged(name: str, path: Path, rivals: Sequence[str]) -> Iterator[Standing]:
    """The rows of one funnel."""
    funnel = FUNNELS[name]
    with opened(path) as material:
        split = past(material, funnel.origin or origin_after(material, 1 - NEWEST))
        populations = list(material.populations()) if funnel.plain else []
        true = truth(path, split) if name == DEMO else {}
        belief = split.learnt()
        data = belief.dataset
        for target, asked in funnel.asked.items():
            taught = belief.trained_on[target]
            forms = Forms(belief.rows(target, taught))
            for called, age in funnel.ages.items():
                any_age = age == AT_ANY_AGE
                alike = any_age | (data.as_of - data.created == age)
                judge = split.told(target) & alike & ~np.isnan(true.get(target, np.zeros(alike.size)))
                rows = belief.rows(target, judge)
                said: dict[str, tuple[Floats, str]] = {OWN: (belief.p(target, judge), "all ages")}
                for rival in rivals:
                    fitted, form = forms.best(rival, RIVALS[rival], None if any_age else alike[taught])
                    said[rival] = (fitted.predict(rows.x), form)
                for population in populations:
                    said[REFERENCE] = (_plain(split, population, target, alike & taught, judge), "its age")
                if target in true:
                    said[FLOOR] = (true[target][judge], "")
                words = f"{asked}, at {called}" if called else asked
                yield standing(name, words, name != DEMO, rows, said)


def _plain(split: Past, population: Population, target: Target, taught: Bools, judge: Bools) -> Floats:
    """The reference: untuned LightGBM on plain counts, fitted to the moments of one age."""
    learnt = untuned(plain_rows(split, population, target, taught))
    return learnt.predict(plain_rows(split, population, target, judge).x)


def main() -> None:
    """Judges the funnels and prints the table and what it says."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--only", nargs="+", choices=list(FUNNELS), default=list(FUNNELS))
    words.add_argument("--quick", action="store_true", help="a small demo, and rivals without trees")
    words.add_argument("--json", action="store_true", help="the numbers, not the table")
    given = words.parse_args()
    begun = time.perf_counter()
    found: list[Standing] = []
    for name in given.only:
        with workspace(name, QUICK_LEADS if given.quick else LEADS) as path:
            for one in judged(name, path, QUICK_RIVALS if given.quick else list(RIVALS)):
                found.append(one)
                print(f"{one.funnel}, {one.asked}: {one.place}", file=sys.stderr, flush=True)
    if given.json:
        print(json.dumps([one.to_json() for one in found], indent=1))
        return
    print("\n".join([*overview(found), *summary(found), "", *table(found)]))
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
