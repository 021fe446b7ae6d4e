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
MODEL = {
    "kind": "short",
    "trees": 0,
    "columns": 5,
    "why": "Only 27 leads became an SQL.",
    "young": {"known": 12, "waiting": 3},
    "drift": {"found": 0.8, "error": 0.1, "shift": 0.6, "leads": 90, "since": 0},
}
FACTS = {
    "name": "Shop",
    "as_of": "2026-06-01T00:00:00+00:00",
    "targets": {"sql": LEARNT, "close": LEARNT},
    "meanings": {"p_sql": "The chance of an SQL."},
    "models": {"sql": MODEL},
}
BIN = {"mean_predicted": 0.2, "observed": 0.25, "observed_low": 0.125, "observed_high": 0.375, "rows": 48}
GROUP = {"leads": 30, "error": 0.01}
EVALUATION = {
    "targets": {
        "sql": {
            "model": {**METRICS, "reliability": [BIN]},
            "baselines": {"naive_bayes": {**METRICS, "auc": None}},
            "verdict": "It won.",
            "segments": {
                "age": [{**GROUP, "group": "new", "predicted": 0.2, "observed": 0.5, "beyond_chance": True}],
                "channel": [
                    {**GROUP, "group": "web", "predicted": 0.2, "observed": 0.2, "beyond_chance": False}
                ],
            },
        }
    },
    "coherence": {
        "form": "p_close = this times that",
        "moments": 77,
        "exceeds": 0.0,
        "sql_by_close": {"moments": 77, "predicted": 0.5, "observed": 0.25},
        "close_given_sql": {"moments": 0, "predicted": None, "observed": None},
    },
    "maturity": {
        "young": {"sql": {"known": 12, "waiting": 3}},
        "delays": {
            "sql": {
                "curve": [],
                "horizon_us": 30 * 86_400_000_000,
                "missed": 0.4,
                "too_short": True,
                "suggested_us": 90 * 86_400_000_000,
            }
        },
    },
    "tuning": {"sql": {"sentence": "Nobody has tuned yet."}},
    "leakage": [
        {"name": "plan", "verdict": "suspicious", "reason": "being filled foretells the outcome"},
        {"name": "size", "verdict": "ok", "reason": "nothing"},
    ],
}


def test_it_tells_what_was_learnt_and_how_good_it_is() -> None:
    told = card(FACTS, EVALUATION, {"plan": "set by the web form"})
    assert "becomes an SQL, an opportunity or a customer within 30 days of the moment" in told
    assert "900 moments of 300 leads, 40 of which converted, 2026-01-01 to 2026-05-01." in told
    assert "It won." in told
    assert "| naive bayes | - | 0.250 |" in told


def test_it_does_not_hide_what_is_missing_or_doubtful() -> None:
    told = card(FACTS, EVALUATION, {"plan": "set by the web form"})
    assert "blocks of time chose the size instead" in told
    assert "Too few outcomes to judge it" in told
    assert "- plan: set by the web form" in told
    assert "- plan (suspicious): being filled foretells the outcome" in told
    assert "size (ok)" not in told


def test_it_says_how_the_model_came_about_and_where_it_is_off() -> None:
    told = card(FACTS, EVALUATION, {})
    for said in (
        "- **p_sql**: The chance of an SQL.",
        "a line on 5 columns, drawn towards the base rate. Only 27 leads became an SQL.",
        "12 moments taught although their horizon had not passed",
        "all its forecasts were moved by +0.60",
        "| 0.200 | 0.250 | 0.125 to 0.375 | 48 |",
        "off, beyond chance, for age new (promised 0.200, came 0.500)",
        "p_close was above the chance of an SQL by then at 0.0%",
        "- sql_by_close: promised 0.500, came 0.250, on 77 moments",
        "misses 40.0\N{NO-BREAK SPACE}% of those that ever",
        "90 days would miss no more than a fifth",
        "- sql: Nobody has tuned yet.",
    ):
        assert said in told
    assert "web (promised" not in told
    assert "- close_given_sql: promised" not in told


def test_without_an_outcome_it_says_that_nothing_is_forecast() -> None:
    nothing = {**EVALUATION, "targets": {}, "coherence": None, "maturity": {"young": {}, "delays": {}}}
    told = card({**FACTS, "targets": {}, "models": {}, "meanings": {}}, nothing, {})
    assert "Nothing is forecast: no outcome was known. Only the fit is told." in told
