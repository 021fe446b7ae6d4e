"""Where the rankings disagree, and what is said of it."""

from __future__ import annotations

import numpy as np
import pytest

from models.drivers.draws import Estimates
from models.drivers.quarrels import ordinal, quarrels, ranks

NAMES = tuple("abcdefghijkl")


def losses_of(*told: tuple[float, float, float]) -> Estimates:
    every = np.full((len(NAMES), 3), [0.001, 0.0005, 0.0015])
    every[: len(told)] = told
    return Estimates(every[:, 1], every[:, 0], every[:, 2])


DOWN = np.linspace(12, 1, 12)


def test_no_quarrel_where_all_agree() -> None:
    told = [(v / 200, v / 100, v / 50) for v in DOWN]
    assert quarrels(NAMES, DOWN, DOWN, losses_of(*told)) == ()


@pytest.mark.parametrize(
    ("second", "kind"),
    [((-0.001, 0.0, 0.001), "nothing lost"), ((-0.01, 0.0, 0.05), "unsure"), ((0.001, 0.01, 0.02), None)],
)
def test_a_high_rank_that_is_not_missed(second: tuple[float, float, float], kind: str | None) -> None:
    told = [(0.05, 0.1, 0.2), second, *[(0.01, 0.02, 0.03)] * 4]
    found = {one.group: one for one in quarrels(NAMES, DOWN, DOWN, losses_of(*told))}
    assert (found[1].kind if 1 in found else None) == kind
    if kind:
        assert found[1].words.startswith("b ranks 2nd by contributions and 2nd by gain")
    assert set(found) <= {1}


def test_gain_that_hides_a_driver() -> None:
    gain = DOWN.copy()
    gain[0] = 0.5
    told = [(0.05, 0.1, 0.2), *[(0.01, 0.02, 0.03)] * 5]
    (found,) = quarrels(NAMES, DOWN, gain, losses_of(*told))
    assert (found.group, found.kind) == (0, "hidden")
    assert "missed 1st most" in found.words
    assert "12th by gain" in found.words


def test_without_trees_there_is_no_gain_to_quarrel_with() -> None:
    told = [(0.05, 0.1, 0.2), (-0.001, 0.0, 0.001), *[(0.01, 0.02, 0.03)] * 4]
    for gain in (None, np.zeros(12)):
        (found,) = quarrels(NAMES, DOWN, gain, losses_of(*told))
        assert found.words.startswith("b ranks 2nd by contributions, but")


def test_a_loss_that_was_not_measured_says_nothing() -> None:
    nothing = (np.nan, np.nan, np.nan)
    told = [(0.05, 0.1, 0.2), nothing, *[(0.01, 0.02, 0.03)] * 4]
    assert quarrels(NAMES, DOWN, DOWN, losses_of(*told)) == ()


def test_ranks_and_their_words() -> None:
    assert ranks(np.array([1.0, 3.0, np.nan, 3.0])).tolist() == [3, 1, 4, 2]
    assert [ordinal(rank) for rank in (1, 2, 3, 4, 11, 12, 21, 112)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "112th")
    ]
