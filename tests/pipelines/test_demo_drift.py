"""A drift of the demo changes what it says, for whom it says, from when it says, and nothing before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import pytest

from features.errors import UsageError
from pipelines.demo import Drift, write_world
from pipelines.demo.simulation import simulate

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pipelines.demo.columns import Words
    from pipelines.demo.simulation import Simulation

MONTH = "2026-06"


def world(drift: Drift | None = None, *, steady: bool = True) -> Simulation:
    return simulate(seed=5, leads=3000, months=12, leak=False, drift=drift, steady=steady)


def split(made: Simulation) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The leads created before the month, and those since."""
    channel = cast("Words", made.leads["channel"])
    table = pd.DataFrame(
        {
            "lead_id": made.leads["lead_id"],
            "at": made.leads["created_at"],
            "channel": np.array(channel.options)[channel.codes],
            "industry": made.leads["industry"],
        }
    )
    new = table["at"] >= pd.Timestamp(MONTH)
    return table[~new], table[new]


def opened_at(made: Simulation) -> NDArray[np.datetime64]:
    kind = cast("Words", made.touches["kind"])
    return np.asarray(made.touches["at"])[np.array(kind.options)[kind.codes] == "email_open"]


def share(table: pd.DataFrame, channel: str) -> float:
    return float((table["channel"] == channel).mean())


def test_a_steady_world_keeps_its_channels_and_the_usual_one_does_not() -> None:
    changed = [share(new, "paid_social") - share(old, "paid_social") for old, new in map(split, worlds())]
    assert abs(changed[0]) < 0.03
    assert changed[1] > 0.06


def worlds() -> tuple[Simulation, Simulation]:
    return world(), world(steady=False)


def test_a_channel_takes_its_part_from_the_month_on_and_nobody_changes_before_it() -> None:
    calm, changed = split(world()), split(world(Drift(MONTH, channel="webinar", times=3)))
    pd.testing.assert_frame_equal(calm[0], changed[0])
    assert share(changed[1], "webinar") == pytest.approx(3 * share(calm[1], "webinar"), rel=0.2)
    others = {
        channel: share(changed[1], channel) / share(calm[1], channel) for channel in ("event", "direct")
    }
    assert all(0.5 < ratio < 0.95 for ratio in others.values()), "the others make room"


@pytest.mark.parametrize("target", ["sql", "close"])
def test_the_true_chances_fall_for_the_new_leads(target: str) -> None:
    told = {}
    for name, drift in (
        ("calm", None),
        ("fallen", Drift(MONTH, sql=-1.0) if target == "sql" else Drift(MONTH, close=-1.0)),
    ):
        table = world(drift).probabilities
        at, p = np.asarray(table["as_of"]), np.asarray(table[f"p_{target}"])
        first = at < np.datetime64(MONTH)
        told[name] = (float(np.nanmean(p[first])), float(np.nanmean(p[~first])))
    assert told["fallen"][0] == pytest.approx(told["calm"][0], rel=0.02)
    assert told["fallen"][1] < 0.7 * told["calm"][1]


def test_a_field_is_empty_and_a_kind_is_silent_from_the_month_on() -> None:
    made = world(Drift(MONTH, blank="industry", silent="email_open"))
    old, new = split(made)
    assert set(new["industry"]) == {""}
    assert float((old["industry"] == "").mean()) < 0.3
    opened = opened_at(made)
    assert opened.max() < np.datetime64(MONTH)
    assert opened.size > 500


def test_the_world_says_what_changed_in_it(tmp_path: Path) -> None:
    made = write_world(tmp_path, leads=60, months=3, drift=Drift("2026-09", channel="event"), steady=True)
    arguments = json.loads(made.coefficients.read_text())["arguments"]
    assert arguments["drift"]["month"] == "2026-09"
    assert arguments["steady"] is True


@pytest.mark.parametrize(
    ("drift", "named"),
    [
        (Drift("2026-13"), "2026-13"),
        (Drift("May"), "May"),
        (Drift(MONTH, channel="pigeon"), "pigeon"),
        (Drift(MONTH, channel="event", times=0), "times is 0"),
        (Drift(MONTH, blank="lead_id"), "lead_id"),
        (Drift(MONTH, silent="fax"), "fax"),
    ],
)
def test_an_impossible_drift_is_refused(tmp_path: Path, drift: Drift, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        write_world(tmp_path, leads=50, months=2, drift=drift)
