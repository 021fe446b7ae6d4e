"""Every alert that exists is fired here, and a calm month fires none."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, get_args

import pytest

from features.agreement.monitor import AlertName
from features.clock import instant
from models.workspace import Workspace
from pipelines.monitor import ALERTS, look, monitor
from serving.watch.exposition import exposition
from serving.watch.meters import Meters

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipelines.monitor.finding import Finding


@pytest.fixture(scope="module")
def found(wrong: Path) -> list[Finding]:
    """What is raised where everything is wrong."""
    return look(wrong, instant("2026-10-01")).alerts


@pytest.fixture(scope="module")
def served(calm: Path, listen: Any) -> list[Finding]:
    """What is raised of a service that is slow, fails, and did not take the champion."""
    meters = Meters(["score_lead"], ["scored"])
    for number in range(100):
        meters.request("score_lead", 500 if number < 10 else 200, 4.0)
    meters.event("bundle_refused")
    with listen(exposition(meters, 0, "another-version").encode()) as there:
        return look(calm, instant("2026-07-01"), there.url).alerts


def broken(wrong: Path, found: object, served: object, tmp_path: Path) -> list[Finding]:
    del found, served
    shutil.copytree(wrong, tmp_path / "w", ignore=shutil.ignore_patterns("touches*"))
    return look(tmp_path / "w", instant("2026-10-01")).alerts


def unreached(wrong: Path, found: object, served: object, tmp_path: Path) -> list[Finding]:
    del found, served, tmp_path
    return look(wrong, instant("2026-10-01"), "http://127.0.0.1:9").alerts


def unheard(wrong: Path, found: object, served: object, tmp_path: Path) -> list[dict[str, Any]]:
    del found, served, tmp_path
    return monitor(wrong, instant("2026-10-01"), webhook="http://127.0.0.1:9/hook")["alerts"]


def of_data(wrong: Path, found: list[Finding], served: object, tmp_path: Path) -> list[Finding]:
    del wrong, served, tmp_path
    return found


def of_service(wrong: Path, found: object, served: list[Finding], tmp_path: Path) -> list[Finding]:
    del wrong, found, tmp_path
    return served


FIRED: dict[str, tuple[Callable[..., Any], str]] = {
    "source_unreadable": (broken, "sources"),
    "source_stale": (of_data, "touches webinar"),
    "volume_changed": (of_data, "touches pricing_page"),
    "column_vanished": (of_data, "leads.years_in_company"),
    "column_appeared": (of_data, "leads.mood"),
    "missing_grew": (of_data, "missing country"),
    "values_unread": (of_data, "unread industry"),
    "feature_drifted": (of_data, "channel"),
    "score_drifted": (of_data, "p_sql"),
    "grades_shifted": (of_data, "propensity grade"),
    "statuses_shifted": (of_data, "status"),
    "training_old": (of_data, "training"),
    "calibration_off": (of_data, "sql by"),
    "auc_fell": (of_data, "sql by"),
    "capture_fell": (of_data, "sql by"),
    "service_unreachable": (unreached, "service"),
    "latency_high": (of_service, "service"),
    "errors_high": (of_service, "service"),
    "reload_failed": (of_service, "service"),
    "champion_not_served": (of_service, "service"),
    "webhook_failed": (unheard, "webhook"),
}


def test_no_alert_is_without_a_test() -> None:
    assert set(FIRED) == set(ALERTS) == set(get_args(AlertName))


@pytest.mark.parametrize("name", get_args(AlertName))
def test_an_alert_fires(
    name: str, wrong: Path, found: list[Finding], served: list[Finding], tmp_path: Path
) -> None:
    where, subject = FIRED[name]
    alerts = where(wrong, found, served, tmp_path)
    told = [one if isinstance(one, dict) else vars(one) for one in alerts]
    mine = [one for one in told if one["name"] == name]
    assert any(str(one["subject"]).startswith(subject) for one in mine), [
        (o["name"], o["subject"]) for o in told
    ]


def test_a_calm_month_fires_none(calm: Path) -> None:
    calm_look = look(calm, instant("2026-07-01"))
    assert calm_look.alerts == []
    looked_at = {one.name for one in calm_look.findings}
    silent = {"column_vanished", "column_appeared"}
    data = {name for name, about in ALERTS.items() if about.area in ("data", "scores")}
    assert looked_at == data - silent, "and it did look"


def test_an_alert_that_is_off_is_told_and_not_raised(
    wrong: Path, found: list[Finding], tmp_path: Path
) -> None:
    assert any(one.name == "column_appeared" for one in found)
    shutil.copytree(wrong, tmp_path / "w")
    with (tmp_path / "w/agreement.toml").open("a") as file:
        file.write('\n[monitor]\noff = ["column_appeared"]\n')
    told = monitor(tmp_path / "w", instant("2026-10-01"))
    assert all(alert["name"] != "column_appeared" for alert in told["alerts"])
    (check,) = (check for check in told["checks"] if check["name"] == "column_appeared")
    assert check["off"]
    assert check["raised"] == 1


def test_a_lead_and_its_values_are_in_no_sentence(wrong: Path, found: list[Finding]) -> None:
    ids = [line.split(",")[0] for line in (wrong / "data/leads.csv").read_text().splitlines()[1:]]
    told = "\n".join(one.sentence for one in found)
    assert not [lead for lead in ids if lead in told]
    assert "space mining" not in told
    assert Workspace(wrong).champion_version() in told
