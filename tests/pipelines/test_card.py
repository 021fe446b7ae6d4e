"""The model card says what is known, and what is not."""

from __future__ import annotations

from pipelines.train.card import card

METRICS = dict.fromkeys(
    (
        "auc",
        "average_precision",
        "log_loss",
        "brier",
        "calibration_error",
        "calibration_ratio",
        "lift_10",
        "capture_10",
    ),
    0.25,
)
LEARNT = {
    "horizon_us": 30 * 86_400_000_000,
    "rows": 900,
    "leads": 300,
    "converted": 40,
    "from": "2026-01-01T00:00:00+00:00",
    "to": "2026-05-01T00:00:00+00:00",
    "trees": 77,
    "gap_kept": False,
}
FACTS = {"name": "Shop", "as_of": "2026-06-01T00:00:00+00:00", "targets": {"sql": LEARNT, "close": LEARNT}}
EVALUATION = {
    "targets": {
        "sql": {
            "model": METRICS,
            "baselines": {"naive_bayes": {**METRICS, "auc": None}},
            "verdict": "It won.",
        }
    },
    "leakage": [
        {"name": "plan", "verdict": "suspicious", "reason": "being filled foretells the outcome"},
        {"name": "size", "verdict": "ok", "reason": "nothing"},
    ],
}


def test_it_tells_what_was_learnt_and_how_good_it_is() -> None:
    told = card(FACTS, EVALUATION, {"plan": "set by the web form"})
    assert "becomes an SQL, an opportunity or a customer within 30 days of the moment" in told
    assert "900 moments of 300 leads, 40 of which converted, 2026-01-01 to 2026-05-01; 77 trees" in told
    assert "It won." in told
    assert "| naive bayes | - | 0.250 |" in told


def test_it_does_not_hide_what_is_missing_or_doubtful() -> None:
    told = card(FACTS, EVALUATION, {"plan": "set by the web form"})
    assert "blocks of time chose the size instead" in told
    assert "Too few outcomes to judge it" in told
    assert "- plan: set by the web form" in told
    assert "- plan (suspicious): being filled foretells the outcome" in told
    assert "size (ok)" not in told
