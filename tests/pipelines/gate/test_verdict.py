"""The decision, from what the checks found."""

from __future__ import annotations

import json

import pytest

from features.agreement.gate import Gate
from pipelines.gate.check import Check, Outcome, told
from pipelines.gate.decision import Decision, first
from pipelines.gate.migration import Migration, Move, Mover
from pipelines.gate.verdict import decided


def checks(**outcomes: Outcome) -> tuple[Check, ...]:
    """``log_loss_sql="better"`` is a check of the log loss of sql."""
    found: list[Check] = []
    for name, outcome in outcomes.items():
        measure, _, target = name.rpartition("_")
        one = measure if target in ("sql", "close") else name
        found.append(told(one, outcome, f"{name} is {outcome}.", target if one == measure else ""))
    return tuple(found)


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (checks(log_loss_sql="better", log_loss_close="same"), "promote"),
        (checks(log_loss_sql="better", log_loss_close="unknown"), "promote"),
        (checks(log_loss_sql="better", latency="same", size="same", leakage="same"), "promote"),
        (checks(model_close="better"), "promote"),
        (checks(log_loss_sql="same", log_loss_close="same"), "keep"),
        (checks(log_loss_sql="same", average_precision_sql="better", capture_sql="better"), "keep"),
        (checks(log_loss_sql="worse"), "keep"),
        (checks(log_loss_sql="same", capture_sql="worse"), "keep"),
        (checks(log_loss_sql="unknown", log_loss_close="unknown"), "keep"),
        (checks(log_loss_sql="same", leakage="broken"), "keep"),
        (checks(log_loss_sql="unknown", migration="broken"), "keep"),
        ((), "keep"),
        (checks(log_loss_sql="better", log_loss_close="worse"), "needs_human"),
        (checks(log_loss_sql="better", capture_sql="worse"), "needs_human"),
        (checks(log_loss_sql="better", calibration_sql="worse"), "needs_human"),
        (checks(log_loss_sql="better", model_close="worse"), "needs_human"),
        (
            (*checks(log_loss_sql="better"), told("floor: channel web", "broken", "Web.", "sql")),
            "needs_human",
        ),
        (checks(log_loss_sql="better", latency="broken"), "needs_human"),
        (checks(log_loss_sql="better", size="broken"), "needs_human"),
        (checks(log_loss_sql="better", leakage="broken"), "needs_human"),
        (checks(log_loss_sql="better", migration="broken"), "needs_human"),
        (checks(log_loss_sql="worse", targets="broken"), "needs_human"),
        (checks(champion="broken"), "needs_human"),
    ],
)
def test_decisions(found: tuple[Check, ...], outcome: str) -> None:
    decision = decided(found, None, Gate())
    assert decision.outcome == outcome, decision
    assert decision.checks == found
    assert decision.reasons
    assert all(reason.endswith(".") for reason in decision.reasons)


@pytest.mark.parametrize("outcome", ["worse", "broken"])
def test_what_speaks_against_it_is_among_the_reasons(outcome: Outcome) -> None:
    name = "capture_sql" if outcome == "worse" else "latency"
    decision = decided(checks(log_loss_sql="better", **{name: outcome}), None, Gate())
    assert decision.reasons[1:] == ("log_loss_sql is better.", f"{name} is {outcome}.")


def test_a_person_is_asked_where_the_agreement_wants_it_so() -> None:
    better, asks = checks(log_loss_sql="better"), Gate(auto=False)
    assert decided(better, None, asks).outcome == first(asks).outcome == "needs_human"
    assert "auto = false" in decided(better, None, asks).reasons[0]
    assert decided(checks(log_loss_sql="same"), None, asks).outcome == "keep"
    assert first(Gate()).outcome == "promote"


def test_a_decision_is_read_as_it_was_written() -> None:
    mover = Mover("L1", "A1", "B2", 99.5, None, ("touches: +0.10 instead of -0.20",))
    migration = Migration("2026-11-01T00:00:00+00:00", 3, 1, (Move("A1", "B2", 1),), (mover,), 3.5, 4.0, 4.0)
    found = (Check("log_loss", "sql", "better", -0.1, -0.2, -0.01, 0.0, "Better."),)
    decision = Decision("promote", ("Because.",), found, migration)
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision
    assert decision.to_json()["migration"]["share"] == pytest.approx(1 / 3)
    bare = Decision("keep", ("No.",))
    assert Decision.from_json(json.loads(json.dumps(bare.to_json()))) == bare
