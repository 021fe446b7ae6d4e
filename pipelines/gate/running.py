"""What a bundle costs: the time a score takes beside the champion's, and its size."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

from features.population import Moments
from pipelines.gate.check import Check

if TYPE_CHECKING:
    from features.agreement.gate import Gate
    from models.bundle import Bundle
    from models.scorer import Scorer
    from pipelines.gate.rival import Rival
    from pipelines.train.material import Material

_MOMENTS: Final = 200
_ROUNDS: Final = 9
_MEGABYTE: Final = 1_000_000


def latency(material: Material, challenger: Scorer, champion: Rival, rules: Gate) -> Check:
    """The median time for the same leads, with reasons, in turns: what else the machine does hits both."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(_ROUNDS + 1):
        for own, (scorer, source) in zip(
            times, ((challenger, material), (champion.scorer, champion.material)), strict=True
        ):
            took = _seconds(scorer, source)
            if turn:  # the first one warms up
                own.append(took)
    ours, theirs = (median(own) for own in times)
    ratio = ours / theirs if theirs > 0 else 1.0
    over = ratio > rules.slower
    said = "more than the agreement allows" if over else "within what the agreement allows"
    return Check(
        "latency",
        "",
        "broken" if over else "same",
        ratio,
        None,
        None,
        rules.slower,
        f"A score takes {ratio:.2f} times as long as the champion's, {said} ({rules.slower:.6g} times).",
    )


def _seconds(scorer: Scorer, material: Material) -> float:
    population = next(material.populations())
    lead = np.arange(min(_MOMENTS, population.created.size), dtype=np.int64)
    lead = lead[population.created[lead] < material.until]
    moments = Moments(lead, np.full(lead.size, material.until, dtype=np.int64))
    begin = time.perf_counter()
    scorer.score(population, moments)
    return time.perf_counter() - begin


def size(challenger: Bundle, rules: Gate) -> Check:
    """All its files together."""
    megabytes = (
        sum((challenger.path / name).stat().st_size for name in challenger.manifest["files"]) / _MEGABYTE
    )
    over = megabytes > rules.megabytes
    said = "more than the agreement allows" if over else "within what the agreement allows"
    return Check(
        "size",
        "",
        "broken" if over else "same",
        megabytes,
        None,
        None,
        rules.megabytes,
        f"The bundle has {megabytes:.2f} MB, {said} ({rules.megabytes:.6g} MB).",
    )
