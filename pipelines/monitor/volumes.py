"""How many rows came of each source and kind, beside what the training's months lead one to expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy import stats

from features.clock import DAY, WEEK, words
from pipelines.monitor.finding import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from features.agreement import Monitor
    from models.reference import Reference, Series
    from models.rows import Floats

LEAST: Final = 5
"""Months that a trend and the spread about it can be told from."""

CAUTION: Final = 0.95
"""The spread is taken as large as the months allow with this confidence: few of them show little of it."""


class Expected(NamedTuple):
    """How many rows a window should bring.

    Attributes:
        mean: by the trend of the training's months.
        excess: variance beyond that of a count, over the squared mean; 0 for a Poisson count.
    """

    mean: float
    excess: float

    def chance(self, rows: int) -> float:
        """The probability of a count as far out, in either direction (negative binomial)."""
        if self.excess <= 0:
            tails = stats.poisson.cdf(rows, self.mean), stats.poisson.sf(rows - 1, self.mean)
        else:
            size = 1 / self.excess
            told = size, size / (size + self.mean)
            tails = stats.nbinom.cdf(rows, *told), stats.nbinom.sf(rows - 1, *told)
        return min(1.0, 2 * float(min(tails)))


def expected(counts: Floats, ahead: float, least: float = 0.0) -> Expected:
    """What a window ``ahead`` windows after the newest of ``counts`` (newest first) should bring.

    A line through the logarithms, steepness by Theil and Sen, since single months may be wild; what months
    scatter about it beyond counting, seasons included, widens what is expected.

    Args:
        least: of that scatter; a kind follows the seasons of its source, however few rows show it.
    """
    at, freedom = -np.arange(counts.size, dtype=np.float64), counts.size - 2
    steep, level = _line(counts)
    scatter = max(scatter_of(counts), least)
    cautious = scatter * freedom / float(stats.chi2.ppf(1 - CAUTION, freedom))
    distance = 1 / counts.size + (ahead - at.mean()) ** 2 / float(np.sum((at - at.mean()) ** 2))
    mean = float(np.exp(level + steep * ahead))
    # the line itself is drawn through counts, so it is off by chance too, and more so far ahead
    return Expected(mean, cautious * (1 + distance) + distance / max(mean, 0.5))


def _line(counts: Floats) -> tuple[float, float]:
    """The steepness and the level of the line, at the newest window."""
    at = -np.arange(counts.size, dtype=np.float64)
    steep = float(np.asarray(stats.theilslopes(np.log(counts + 0.5), at))[0])
    return steep, float(np.log(counts.mean() + 0.5) - np.log(np.exp(steep * at).mean()))


def scatter_of(counts: Floats) -> float:
    """Variance about the line beyond that of counts, over the squared mean."""
    steep, level = _line(counts)
    fitted = np.exp(level - steep * np.arange(counts.size))
    return max(0.0, float(np.sum(((counts - fitted) ** 2 - fitted) / fitted**2)) / (counts.size - 2))


def volumes(
    reference: Reference, now: Mapping[str, Series], as_of: int, limits: Monitor
) -> Iterator[Finding]:
    """One finding for each source and kind whose usual number is known."""
    weeks, ahead = reference.window / WEEK, (as_of - reference.until) / reference.window
    judged = {
        name: series
        for name, series in reference.rows.items()
        if len(series.counts) >= LEAST and sum(series.counts) >= limits.least
    }
    scatter = {name: scatter_of(np.array(series.counts, dtype=np.float64)) for name, series in judged.items()}
    for name, series in judged.items():
        least = scatter.get(name.split(" ", 1)[0], 0.0)
        usual = expected(np.array(series.counts, dtype=np.float64), ahead, least)
        counts = now[name].counts if name in now else (0,)
        rows = counts[0] if counts else 0
        times = (rows + 0.5) / (usual.mean + 0.5)
        p = usual.chance(rows)
        yield finding(
            "volume_changed",
            name,
            f"{name}: {rows / weeks:,.0f} rows a week came; {usual.mean / weeks:,.0f} were to be expected.",
            value=times,
            limit=limits.volume,
            raised=not 1 / limits.volume < times < limits.volume and p < limits.chance / len(judged),
            p=p,
            rows=rows,
            expected=round(usual.mean, 1),
        )


def stale(reference: Reference, now: Mapping[str, Series], as_of: int, limits: Monitor) -> Iterator[Finding]:
    """One finding for each source and kind that used to come often enough to be missed."""
    for name, series in reference.rows.items():
        if sum(series.counts) < limits.least:
            continue
        newest = max(series.newest, now[name].newest) if name in now else series.newest
        longest = max(int(limits.stale * series.silence), DAY)
        silent = max(0, as_of - newest)
        yield finding(
            "source_stale",
            name,
            f"{name}: the newest row is {words(silent)} old; the longest silence of the training was "
            f"{words(series.silence)}.",
            value=silent / max(series.silence, 1),
            limit=limits.stale,
            raised=silent > longest,
        )


def newcomers(reference: Reference, now: Mapping[str, Series], limits: Monitor) -> Iterator[Finding]:
    """One finding for each kind of row that the training had not a single one of."""
    for name, series in now.items():
        source = name.split(" ", 1)[0]
        if name in reference.rows or source not in reference.rows or not series.counts:
            continue
        share = series.counts[0] / max(1, now[source].counts[0])
        yield finding(
            "values_unread",
            name,
            f"{name} is a kind the training did not know; it makes {share:.0%} of the newest rows.",
            value=share,
            limit=limits.unread,
            raised=share >= limits.unread and series.counts[0] >= limits.least,
        )
