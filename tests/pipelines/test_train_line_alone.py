"""Where a test shows the line to be better without trees, the bundle uses the line, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipelines.train import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def better(evaluation: dict[str, Any]) -> dict[str, Any]:
    """The evaluation, as if logistic regression had won beyond chance."""
    baselines = {**evaluation["baselines"]}
    baselines["logistic"] = {
        **baselines["logistic"],
        "log_loss_minus_model": {"value": -0.02, "low": -0.03, "high": -0.01},
    }
    return {**evaluation, "baselines": baselines}


@pytest.mark.parametrize("insisted", ["", '\n[model]\nkind = "blend"\n'])
def test_the_better_one_is_used_unless_the_agreement_insists(
    insisted: str,
    company: Callable[..., Path],
    tmp_path: Path,
    leadcast: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = company(tmp_path / "c", leads=500, days=260)
    with (path / "agreement.toml").open("a", encoding="utf-8") as file:
        file.write(insisted)
    judged = run.judge

    def judge(*given: Any) -> Any:
        found = judged(*given)
        found.targets["sql"] = better(found.targets["sql"])
        return found

    monkeypatch.setattr(run, "judge", judge)
    said = leadcast("train", path, "--json")
    assert said.status == 0, said.err
    models = said.answer["models"]
    if insisted:
        assert models["sql"]["kind"] == "blend"
        assert models["sql"]["trees"] > 0
    else:
        assert models["sql"]["kind"] == "linear"
        assert models["sql"]["trees"] == 0
        assert "logistic regression was better beyond chance" in models["sql"]["why"]
        assert "logistic regression was better beyond chance" in " ".join(said.err.split())
    assert models["sql_by_close"]["kind"] != "linear" or "logistic" not in models["sql_by_close"]["why"]
