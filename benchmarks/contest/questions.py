"""The questions of the public table: which funnels, judged from when on, at which ages."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from features.clock import DAY, HOUR, MINUTE, instant
from pipelines.demo import write_world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from features.agreement.values import Target

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
DEMO: Final = "demo"
AT_ANY_AGE: Final = -1


@dataclass(frozen=True)
class Funnel:
    """One funnel of the table.

    Attributes:
        ages: microseconds after creation at which a lead is judged, by what they are called.
        asked: what each target means, in words.
        origin: when the judging leads begin; None for the newest quarter whose horizon has passed.
        plain: whether the reference's plain counts compete as well.
    """

    ages: Mapping[str, int]
    asked: Mapping[Target, str]
    origin: int | None = None
    plain: bool = False


FUNNELS: Final[Mapping[str, Funnel]] = {
    "bpi2012": Funnel(
        {"3 min": 3 * MINUTE, "1 h": HOUR, "24 h": DAY, "7 d": 7 * DAY, "14 d": 14 * DAY},
        {"close": "won in 40 days", "sql": "SQL in 7 days"},
        instant("2012-01-15"),
        plain=True,
    ),
    "olist": Funnel({"": AT_ANY_AGE}, {"close": "won in 90 days"}),
    "xeducation": Funnel({"": AT_ANY_AGE}, {"close": "converts"}),
    "online_shoppers": Funnel({"": AT_ANY_AGE}, {"close": "buys"}),
    DEMO: Funnel({"": AT_ANY_AGE}, {"sql": "SQL in 30 days", "close": "won in 90 days"}),
}


@contextmanager
def workspace(name: str, leads: int, seed: int = 7) -> Iterator[Path]:
    """Where a funnel's agreement lies; the demo's world is simulated anew and thrown away afterwards."""
    if name != DEMO:
        yield EXAMPLES / name
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo"
        write_world(path, seed=seed, leads=leads)
        yield path
