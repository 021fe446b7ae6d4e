"""What nobody in the demo company knows: the numbers its world runs on, for truth/world.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipelines.demo import moves
from pipelines.demo.arrivals import END
from pipelines.demo.desk import capacity_for
from pipelines.demo.drivers import coefficients
from pipelines.demo.moments import AGES
from pipelines.demo.truth import HORIZONS
from pipelines.demo.web import DAILY

if TYPE_CHECKING:
    from pipelines.demo.drift import Drift
    from pipelines.demo.personas import Personas
    from pipelines.demo.plant import Plant

PHASES = ("dormant", "exploring", "evaluating")
STAGES = ("new", "mql", "sql", "opportunity", "won", "lost")


def disclosure(
    *,
    seed: int,
    leads: int,
    months: int,
    leak: bool,
    plant: Plant | None = None,
    drift: Drift | None = None,
    steady: bool = False,
    personas: Personas | None = None,
) -> str:
    """The truth as JSON text."""
    facts: dict[str, Any] = {
        "about": "What truly drives conversion in this simulated world. No command reads it; tests may.",
        "arguments": {
            "seed": seed,
            "leads": leads,
            "months": months,
            "leak": leak,
            "plant": plant and plant._asdict(),
            "drift": drift and drift._asdict(),
            "steady": steady,
        },
        "export": str(END),
        "capacity_per_week": capacity_for(leads, months),
        "moments": {"days_after_creation": AGES, "horizon_days": HORIZONS},
        "log_rate_ratios": {
            "about": "Of the steps from mql to sql and from opportunity to won, against the usual.",
            "sql": coefficients("sql"),
            "close": coefficients("close"),
        },
        "daily_rates": [
            {
                "from": STAGES[move.origin],
                "to": move.name,
                "by_phase": dict(zip(PHASES, move.daily, strict=True)),
            }
            for move in moves.MOVES
        ],
        "interest": {
            "about": "Chances a day to change phase; need is standard normal, partly shared by colleagues.",
            "warm_up": moves.WARM,
            "cool_down": moves.COOL,
            "log_ratio_of_warm_up_per_need": moves.NEED,
        },
        "first_call": {
            "about": "Multiplies the rate to sql by 1 + lift * exp(-days waited / fades), for a time.",
            "lift": moves.CALL_LIFT,
            "fades": moves.CALL_FADES,
            "lasts_days": moves.CALL_LASTS,
        },
        "signs": {
            "about": "Touches and the budget field follow the phase and cause nothing.",
            "touches_a_day": dict(zip(PHASES, DAILY.tolist(), strict=True)),
        },
    }
    if personas:
        facts["personas"] = personas.told()
    return json.dumps(facts, indent=2) + "\n"
