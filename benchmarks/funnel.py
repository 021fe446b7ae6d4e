"""What the funnel is made of: each choice of the recipe beside what it was chosen over, out of time.

    python -m benchmarks.funnel [--only bpi2012 olist demo-4000 demo-20000] [--parts ...] [--json]

Closing as a product or learnt directly; young moments by one step of expectation maximisation, dropped, or
as weights; line and trees or either alone; the correction for drift. LEADCAST_DATA names the folder of the
data.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING, Final

from benchmarks.contest.past import opened, origin_after, past
from benchmarks.contest.questions import DEMO, workspace
from benchmarks.contest.truth import truth
from benchmarks.recipes.comparison import Comparison, compare, table
from benchmarks.recipes.variants import PARTS, YOUNG, direct, incoherent, shifts, undrifted
from features.clock import instant, iso

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from benchmarks.contest.past import Past
    from features.agreement.values import Target
    from models.rows import Floats
    from pipelines.train.material import Material

ORIGINS: Final = {
    "bpi2012": ("2011-12-20", "2012-01-05", "2012-01-20"),
    "olist": ("2018-04-20", "2018-05-03", "2018-05-15"),
}
DRIFTING: Final = "olist"
"""The funnel whose conversions move most; on the others no step was taken."""

SHARES: Final = (0.6, 0.75)
"""Where a demo's origins stand among its leads whose horizon has passed."""

FUNNELS: Final = ("bpi2012", "olist", "demo-4000", "demo-20000")
CHOICES: Final = {"product": "product", "young": "one step", "parts": "line and trees", "drift": "corrected"}
"""Each choice, and what the shipped form of it is called."""


def compared(
    name: str, path: Path, choices: Sequence[str], most: int = 9
) -> Iterator[tuple[str, Comparison]]:
    """The comparisons of one funnel, by choice; at no more than ``most`` origins."""
    with opened(path) as material:
        for origin in _origins(name, material)[:most]:
            split = past(material, origin)
            true = truth(path, split) if name.startswith(DEMO) else {}
            yield from _at(f"{name} | {iso(origin)[:10]}", split, choices, true)


def _origins(name: str, material: Material) -> list[int]:
    if name in ORIGINS:
        return [instant(day) for day in ORIGINS[name]]
    return [origin_after(material, share) for share in SHARES]


def _at(
    where: str, split: Past, choices: Sequence[str], true: dict[Target, Floats]
) -> Iterator[tuple[str, Comparison]]:
    shipped = split.learnt()
    if "product" in choices and "sql" in split.horizons:
        single = direct(split)
        share = incoherent(shipped, single, split.told("close"))
        forms = {CHOICES["product"]: shipped, "direct": single}
        note = f"{share:.1%} incoherent"
        yield "product", compare(where, split, "close", forms, true.get("close"), note)
    if "drift" in choices and where.startswith(DRIFTING):
        dropped = YOUNG["dropped"](split)
        forms = {
            CHOICES["drift"]: shipped,
            "not corrected": undrifted(shipped),
            "young dropped, corrected": dropped,
            "young dropped, not corrected": undrifted(dropped),
        }
        note = f"{shifts(shipped) or 'none'}; young dropped: {shifts(dropped) or 'none'}"
        yield "drift", compare(where, split, "close", forms, note=note)
    for choice, variants in (("young", YOUNG), ("parts", PARTS)):
        if choice in choices:
            forms = {CHOICES[choice]: shipped} | {name: learn(split) for name, learn in variants.items()}
            for target in split.horizons:
                yield choice, compare(where, split, target, forms, true.get(target))


def main() -> None:
    """Compares on the funnels and prints a table for each choice."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--only", nargs="+", choices=FUNNELS, default=FUNNELS)
    words.add_argument("--parts", nargs="+", choices=list(CHOICES), default=list(CHOICES))
    words.add_argument("--json", action="store_true", help="the numbers, not the tables")
    given = words.parse_args()
    begun = time.perf_counter()
    found: dict[str, list[Comparison]] = {choice: [] for choice in given.parts}
    for name in given.only:
        leads = int(name.removeprefix(f"{DEMO}-")) if name.startswith(DEMO) else 0
        with workspace(DEMO if leads else name, leads) as path:
            for choice, one in compared(name, path, given.parts):
                found[choice].append(one)
                print(choice, one.where, f"{one.loss:.4f}", file=sys.stderr, flush=True)
    if given.json:
        plain = {choice: [one.to_json() for one in all_] for choice, all_ in found.items()}
        print(json.dumps(plain, indent=1))
        return
    for choice, all_ in found.items():
        print("\n".join(["", f"**{choice}**", "", *(table(CHOICES[choice], all_) if all_ else ["nothing"])]))
    print(f"\n{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
