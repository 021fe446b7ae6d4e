"""What the servers are asked: a demo's leads with thirty touches each, and a row of ready features."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from features import clock

if TYPE_CHECKING:
    from models.scorer import Scorer

AS_OF = clock.instant("2026-09-30")
TOUCHES = 30


def leads(scorer: Scorer, count: int) -> list[dict[str, Any]]:
    """Leads as a CRM sends them: an id, attributes, thirty touches, a stage."""
    random = np.random.default_rng(7)
    kinds = scorer.plan.kinds
    return [
        {
            "lead_id": f"benchmark-{number}",
            "account_id": f"account-{number}",
            "created_at": clock.iso(AS_OF - 60 * clock.DAY),
            "as_of": clock.iso(AS_OF),
            **{name: _text(scorer, name, random) for name in scorer.plan.attributes},
            "touches": [
                {
                    "at": clock.iso(AS_OF - int(random.integers(1, 60 * 86_400)) * clock.SECOND),
                    "kind": kinds[int(random.integers(len(kinds)))],
                    "channel": "email",
                    "asset": f"page {random.integers(8)}",
                }
                for _ in range(TOUCHES)
            ],
            "stages": [{"at": clock.iso(AS_OF - 50 * clock.DAY), "stage": "mql"}],
        }
        for number in range(count)
    ]


def _text(scorer: Scorer, name: str, random: np.random.Generator) -> str:
    """A text that the model knows of an attribute."""
    columns = scorer.plan.attributes[name].columns
    levels = columns[0].levels if columns else ()
    return levels[int(random.integers(len(levels)))] if levels else str(random.integers(1, 1000))


def features(names: list[str]) -> dict[str, float]:
    """A row of numbers, by the names of the features."""
    random = np.random.default_rng(5)
    return {name: float(value) for name, value in zip(names, random.normal(size=len(names)), strict=True)}


def body(value: Any) -> bytes:
    """As JSON."""
    return json.dumps(value).encode()
