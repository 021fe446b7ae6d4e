"""``leadcast backtest``: resumable, the same in one process or two, and one sentence where it cannot be."""

from __future__ import annotations

import json
import re
import shutil
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

DATES = ("--from", "2021-05-01", "--to", "2021-07-01")


@pytest.fixture(scope="module")
def told(company: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory, leadcast: Any) -> Any:
    """A company and what its backtest says, in one process."""
    path = company(tmp_path_factory.mktemp("backtest") / "company")
    agreement = path / "agreement.toml"
    agreement.write_text(agreement.read_text() + "\n[action]\ncapacity_per_week = 8\n")
    said = leadcast("backtest", path, *DATES, "--jobs", "1", "--json")
    assert said.status == 0, said.err
    return path, said


@pytest.fixture
def fresh(told: Any, tmp_path: Path) -> Path:
    """The same company, never backtested."""
    return Path(shutil.copytree(told[0], tmp_path / "company", ignore=shutil.ignore_patterns(".leadcast")))


def periods_in(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.glob(".leadcast/backtests/*/periods/*.json")}


def test_it_tells_every_period_and_target(told: Any) -> None:
    path, said = told
    answer = said.answer
    assert [period["name"] for period in answer["periods"]] == ["2021-05-01", "2021-06-01"]
    for period in answer["periods"]:
        for part in period["targets"].values():
            assert part["status"] == "judged"
            assert set(part["baselines"]) >= {"base_rate", "points", "naive_bayes", "logistic"}
            for forecast in (part["model"], *part["baselines"].values()):
                assert forecast["log_loss"] > 0
                low, high = forecast["intervals"]["log_loss"]
                assert low <= forecast["log_loss"] <= high
                assert 0 <= forecast["capture"]["value"] <= 1
    saved = json.loads(Path(answer["result"]).read_text())
    assert saved["periods"] == answer["periods"]
    assert str(path) not in Path(answer["result"]).read_text()


def test_the_page_is_one_file_with_one_chart_and_one_table(told: Any) -> None:
    page = Path(told[1].answer["page"]).read_text()
    assert page.count("<svg") == page.count("<table") == 1
    assert "2021-05-01" in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "http" not in page.replace("http-equiv", "")


def test_a_second_run_computes_nothing_and_says_the_same(told: Any, leadcast: Any) -> None:
    path, said = told
    began = time.monotonic()
    again = leadcast("backtest", path, *DATES, "--json")
    assert again.answer == {**said.answer, "kept": 2}
    assert "2 of 2 periods were finished before" in again.err
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("changed", ["agreement.toml", "touches.csv"])
def test_other_inputs_are_another_backtest(told: Any, fresh: Path, leadcast: Any, changed: str) -> None:
    shutil.copytree(told[0] / ".leadcast", fresh / ".leadcast")
    text = (fresh / changed).read_text()
    lines = text.splitlines(keepends=True)
    (fresh / changed).write_text("".join(lines[:-1]) if changed.endswith("csv") else f"{text}\n# signed\n")
    said = leadcast("backtest", fresh, "--from", "2021-06-01", "--to", "2021-07-01", "--jobs", "1", "--json")
    assert said.answer["kept"] == 0
    assert said.answer["name"] != told[1].answer["name"]


def test_killed_between_periods_it_goes_on_and_ends_the_same(
    told: Any, fresh: Path, leadcast: Any, leadcast_process: Any
) -> None:
    """Two processes at a time, the whole family killed once the first file is there."""
    words = ("backtest", fresh, *DATES, "--jobs", "2", "--json")
    with leadcast_process.start(*words) as process:
        deadline = time.monotonic() + 60
        while not periods_in(fresh) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert not list(fresh.glob(".leadcast/backtests/*/result.json"))
    said = leadcast(*words)
    assert said.status == 0, said.err
    assert said.answer["kept"] >= 1
    assert periods_in(fresh) == periods_in(told[0])
    assert said.answer["periods"] == told[1].answer["periods"]
    assert not list(fresh.glob(".leadcast/backtests/**/.*.part"))


def test_a_process_that_dies_is_said_in_one_sentence(fresh: Path, leadcast: Any, monkeypatch: Any) -> None:
    from pipelines.backtest import workers

    monkeypatch.setattr(workers, "_work", exit_at_once)
    said = leadcast("backtest", fresh, *DATES, "--json")
    assert said.status == 1
    assert (
        "ended with status 3 before it was done; finished periods are kept" in said.answer["error"]["message"]
    )


def exit_at_once(*_: Any) -> None:
    raise SystemExit(3)


def test_a_period_that_cannot_be_learnt_is_a_row(fresh: Path, leadcast: Any) -> None:
    dates = ("--from", "2020-12-15", "--to", "2021-01-15")
    said = leadcast("backtest", fresh, *dates, "--jobs", "1", "--json")
    assert said.status == 0, said.err
    (period,) = said.answer["periods"]
    assert {part["status"] for part in period["targets"].values()} == {"not_trained"}
    assert "Too few outcomes were known then: 0 leads" in period["targets"]["close"]["why"]
    assert said.answer["summary"]["sql"]["sentences"] == ["No period could be judged."]


def test_young_periods_are_rows_too(fresh: Path, leadcast: Any) -> None:
    for name in ("touches", "stages"):
        header, *rows = (fresh / f"{name}.csv").read_text().splitlines(keepends=True)
        (fresh / f"{name}.csv").write_text(
            "".join([header, *(r for r in rows if r.split(",")[1] < "2021-09-17")])
        )
    said = leadcast(
        "backtest",
        fresh,
        "--from",
        "2021-09-04",
        "--to",
        "2021-09-11",
        "--every",
        "1w",
        "--jobs",
        "1",
        "--json",
    )
    (period,) = said.answer["periods"]
    close = period["targets"]["close"]
    assert (close["status"], close["judged"]["rows"]) == ("immature", 0)
    assert close["why"] == "Nobody knows yet: the 30 days of its leads are not over."
    assert close["immature"] > 0


@pytest.mark.parametrize(
    ("words", "status", "expected"),
    [
        (("--every", "1y"), 2, '--every: \'1y\' is not the length of a period; write "1mo", "2w" or "10d"'),
        (("--jobs", "0"), 2, "'0' is not a whole number above zero"),
        (("--from", "spring"), 2, "'spring' is not a date or time"),
        (("--to", "2031-01-01"), 2, "--to 2031-01-01 lies after the newest row"),
        (("--from", "2021-07-01", "--to", "2021-07-05"), 2, "no period of 1mo fits between 2021-07-01 and"),
        (("--to", "2021-01-20"), 1, "too few outcomes for a backtest: 1mo before the last mature leads"),
    ],
)
def test_what_cannot_be_is_said(
    fresh: Path, leadcast: Any, words: tuple[str, ...], status: int, expected: str
) -> None:
    said = leadcast("backtest", fresh, *words, "--json")
    assert said.status == status
    assert expected in said.answer["error"]["message"]
    assert "Traceback" not in said.err


def test_without_dates_it_takes_what_is_known(fresh: Path, leadcast: Any) -> None:
    """Defaults start where each target can be learnt and end where every look is mature."""
    agreement = fresh / "agreement.toml"
    agreement.write_text(agreement.read_text().replace('"7d"]', '"7d"]\nat_stage_changes = false'))
    said = leadcast("backtest", fresh, "--every", "2mo", "--json")
    assert said.status == 0, said.err
    assert said.answer["to"][:7] == "2021-09"
    for period in said.answer["periods"]:
        for part in period["targets"].values():
            assert (part["status"], part["immature"]) == ("judged", 0)
