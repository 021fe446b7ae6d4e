"""Where a test shows a baseline to be better, the bundle uses it, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipelines.train import learnt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def better(evaluation: dict[str, Any], winner: str) -> dict[str, Any]:
    """The evaluation, as if a baseline had won beyond chance."""
    gap = {"value": -0.02, "low": -0.03, "high": -0.01}
    won = {**evaluation["baselines"][winner], "log_loss": 0.0, "log_loss_minus_model": gap}
    return {**evaluation, "baselines": {**evaluation["baselines"], winner: won}}


@pytest.mark.parametrize(
    ("winner", "insisted", "kind", "words"),
    [
        ("logistic", "", "linear", "logistic regression was better beyond chance"),
        ("points", "", "points", "the scorecard of points was better beyond chance"),
        ("points", '\n[model]\nkind = "blend"\n', "blend", "The agreement asks for this kind"),
        ("naive_bayes", '\n[model]\nkind = "points"\n', "points", "The agreement asks for this kind"),
    ],
)
def test_the_better_one_is_used_unless_the_agreement_insists(
    winner: str,
    insisted: str,
    kind: str,
    words: str,
    company: Callable[..., Path],
    tmp_path: Path,
    leadcast: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = company(tmp_path / "c", leads=500, days=260)
    with (path / "agreement.toml").open("a", encoding="utf-8") as file:
        file.write(insisted)
    judged = learnt.judge

    def judge(*given: Any) -> Any:
        found = judged(*given)
        found.targets["sql"] = better(found.targets["sql"], winner)
        return found

    monkeypatch.setattr(learnt, "judge", judge)
    said = leadcast("train", path, "--no-insights", "--json")
    assert said.status == 0, said.err
    model = said.answer["models"]["sql"]
    assert model["kind"] == kind
    assert (model["trees"] > 0) == (kind == "blend")
    assert words in model["why"]
    assert words in " ".join(said.err.split())
    assert "better beyond chance" not in said.answer["models"]["sql_by_close"]["why"]
    out = path / "s.parquet"
    scored = leadcast("score", path, "--as-of", "2021-06-15T00:00Z", "--out", out, "--json")
    assert scored.status == 0, scored.err
