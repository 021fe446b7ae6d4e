"""Which kind of model is learnt: few outcomes, what the agreement asks, and what later leads say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from features.agreement.model import ModelKind
from models.choice import UNLOCKS, choose, too_few
from models.judging import Judged
from models.rows import Rows

if TYPE_CHECKING:
    from models.rows import Floats

N = 1500
KINDS: tuple[ModelKind, ...] = get_args(ModelKind)


def judged(line_noise: float, blend_noise: float) -> tuple[Judged, Rows]:
    """Rows whose true log-odds are known, and how wrong the line alone and line and trees are."""
    random = np.random.default_rng(4)
    truth = random.normal(-1, 1.5, N)
    y = (random.random(N) < 1 / (1 + np.exp(-truth))).astype(float)
    rows = Rows(
        np.zeros((N, 1), np.float32), y, np.ones(N), np.arange(N) // 2, np.arange(N), ("x",), (False,)
    )
    at = np.arange(N // 3, N)
    noise = random.normal(0, 1, (2, N))[:, at]
    blend, line = truth[at] + blend_noise * noise[0], truth[at] + line_noise * noise[1]
    return Judged(50, blend, line, at, honest=True), rows


def log_loss(y: Floats, margin: Floats) -> float:
    p = 1 / (1 + np.exp(-margin))
    return float(-np.mean(np.where(y == 1, np.log(p), np.log(1 - p))))


@pytest.mark.parametrize("fewer", [0, 1, 20, 39])
@pytest.mark.parametrize("wanted", KINDS)
def test_below_forty_leads_the_line_is_short_whatever_is_asked(fewer: int, wanted: ModelKind) -> None:
    told = too_few(fewer, "were won", wanted)
    assert told is not None
    assert (told.kind, told.gap) == ("short", None)
    assert told.why.startswith(f"Only {fewer} leads were won")
    assert f"{UNLOCKS - fewer} more of them unlock the trees." in told.why
    assert ("insists" in told.why) == (wanted in ("blend", "booster"))


@pytest.mark.parametrize("fewer", [40, 41, 10_000])
def test_from_forty_leads_on_trees_may_be_grown(fewer: int) -> None:
    assert UNLOCKS == 40
    assert too_few(fewer, "were won", "best") is None


@pytest.mark.parametrize("wanted", [kind for kind in KINDS if kind != "best"])
@pytest.mark.parametrize("noise", [(3.0, 0.0), (0.0, 3.0)])
def test_the_agreement_insists(wanted: ModelKind, noise: tuple[float, float]) -> None:
    told = choose(wanted, *judged(*noise))
    assert told.kind == wanted
    assert "agreement" in told.why
    assert told.gap is not None, "the evidence is kept all the same"


@pytest.mark.parametrize(
    ("line", "blend", "kind"),
    [
        (0.0, 1.5, "linear"),
        (1.5, 0.0, "blend"),
        (0.3, 0.3, "blend"),
        (0.0, 0.12, "blend"),
    ],
    ids=["trees worse beyond chance", "trees better", "alike", "trees worse, within chance"],
)
def test_the_line_stands_alone_only_where_trees_lose_beyond_chance(
    line: float, blend: float, kind: str
) -> None:
    given, rows = judged(line, blend)
    told = choose("best", given, rows)
    assert told.kind == kind
    assert told.gap is not None
    y = rows.y[given.rows]
    assert told.gap.value == pytest.approx(log_loss(y, given.linear) - log_loss(y, given.blend), abs=1e-12)
    assert (told.kind == "linear") == (told.gap.high < 0)
    step, low, high = (float(number) for number in re.findall(r"[+-]\d\.\d{4}", told.why))
    assert low <= step <= high, "the sentence speaks of what the trees changed"
    assert (step, low, high) == pytest.approx([-told.gap.value, -told.gap.high, -told.gap.low], abs=5e-5)


def test_trees_within_chance_are_worse_in_the_table_above() -> None:
    given, rows = judged(0.0, 0.12)
    told = choose("best", given, rows)
    assert told.gap is not None
    assert told.gap.value < 0 < told.gap.high


def test_without_folds_line_and_trees_share_the_work() -> None:
    none = np.empty(0)
    told = choose("best", Judged(40, none, none, np.empty(0, np.int64), honest=False), judged(1, 1)[1])
    assert (told.kind, told.gap) == ("blend", None)
    assert told.to_json() == {"kind": "blend", "why": told.why, "linear_minus_trees": None}
