"""Rows by window and the longest silence, against counting by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from features.agreement import read_agreement
from features.clock import DAY, instant, iso
from features.sources import open_journey
from models.reference.volumes import Series, rows_of

if TYPE_CHECKING:
    from pathlib import Path

UNTIL = instant("2024-06-01")
WINDOW = 28 * DAY


@pytest.fixture
def company(tmp_path: Path) -> Path:
    random = np.random.default_rng(8)
    since = instant("2024-01-20")
    when = [since, *(int(since + share * (UNTIL + 9 * DAY - since)) for share in random.random(150))]
    when += [UNTIL - back * WINDOW + off for back in range(3) for off in (-1, 0)]  # at the borders
    leads = [f"l{number},{iso(at)}" for number, at in enumerate(when)]
    kinds = random.choice(["call", "visit", "fax"], 300, p=[0.5, 0.48, 0.02])
    touches = [
        f"l{random.integers(0, 150)},{iso(int(since + share * (UNTIL + 9 * DAY - since)))},{kind}"
        for share, kind in zip(random.random(300), kinds, strict=True)
    ]
    (tmp_path / "leads.csv").write_text("\n".join(["lead_id,created_at", *leads, ""]))
    (tmp_path / "touches.csv").write_text("\n".join(["lead_id,at,kind", *touches, ""]))
    (tmp_path / "agreement.toml").write_text(
        'name = "few"\n[sources]\nleads = "leads.csv"\ntouches = "touches.csv"\n'
    )
    return tmp_path


def test_each_window_and_silence_is_counted(company: Path) -> None:
    with open_journey(read_agreement(company), company) as journey:
        found = rows_of(journey, UNTIL, WINDOW)
        rows = {"leads": [at for (at,) in journey.db.sql("SELECT created_at FROM leads").fetchall()]}
        for at, kind in journey.db.sql('SELECT "at", kind FROM touches').fetchall():
            rows.setdefault("touches", []).append(at)
            rows.setdefault(f"touches {kind}", []).append(at)
    whole = (UNTIL - min(rows["leads"])) // WINDOW
    assert whole == 4
    assert set(found) == set(rows)
    for name, instants in rows.items():
        before = sorted(at for at in instants if at < UNTIL)
        counts = [
            sum(UNTIL - (back + 1) * WINDOW <= at < UNTIL - back * WINDOW for at in before)
            for back in range(whole)
        ]
        inside = [at for at in before if at >= UNTIL - whole * WINDOW]
        ends = [UNTIL - whole * WINDOW, *inside, UNTIL]
        silence = max(later - earlier for earlier, later in pairwise(ends))
        assert found[name] == Series(tuple(counts), silence, before[-1])
        assert Series.from_json(found[name].to_json()) == found[name]


def test_without_a_whole_window_nothing_is_told(company: Path) -> None:
    with open_journey(read_agreement(company), company) as journey:
        assert rows_of(journey, instant("2024-02-01"), WINDOW)["leads"].counts == ()
