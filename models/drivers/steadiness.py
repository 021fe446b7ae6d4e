"""How steady ranks are from one training to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.drivers.quarrels import ordinal, ranks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST: Final = 3
"""Trainings below which nothing is said of steadiness."""


class Band(NamedTuple):
    """A theme's ranks, in order of training; None where a training did not know it."""

    theme: str
    ranks: tuple[int | None, ...]

    @property
    def words(self) -> str:
        """As in "2nd to 4th over 6 trainings"."""
        known = [rank for rank in self.ranks if rank is not None]
        missing = len(self.ranks) - len(known)
        if len(known) < LEAST:
            return f"known in {len(known)} of {len(self.ranks)} trainings: too few to say"
        low, high = min(known), max(known)
        band = ordinal(low) if low == high else f"{ordinal(low)} to {ordinal(high)}"
        return f"{band} over {len(known)} trainings" + (f", unknown in {missing}" if missing else "")


def bands(trainings: Sequence[Mapping[str, float]], most: int) -> tuple[Band, ...]:
    """The rank bands of the themes that stand highest in the last training, at most ``most``.

    Args:
        trainings: in order, the size of each theme.
    """
    if not trainings:
        return ()
    every = [_ranked(sizes) for sizes in trainings]
    newest = sorted(every[-1], key=lambda theme: every[-1][theme])
    return tuple(Band(theme, tuple(ranked.get(theme) for ranked in every)) for theme in newest[:most])


def _ranked(sizes: Mapping[str, float]) -> dict[str, int]:
    names = sorted(sizes)
    found = ranks(np.array([sizes[name] for name in names], np.float64))
    return dict(zip(names, found.tolist(), strict=True))
