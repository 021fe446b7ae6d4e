"""The examples of schedules: linted by the programs they are for; every command in them is one of ours."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.arguments import parser

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples/schedule"
STYLE = "{extends: default, rules: {line-length: {max: 120}, document-start: disable, truthy: disable}}"
FIELD = re.compile(r"(\*|\d+(-\d+)?(,\d+(-\d+)?)*)(/\d+)?")
LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def run(*command: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def ours(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def test_linters_have_nothing_to_say() -> None:
    files = [FOLDER / "kubernetes-cronjob.yaml", FOLDER / "github-actions.yaml"]
    run(ours("yamllint"), "--strict", "-d", STYLE, *files)
    run(ours("kubernetes-validate"), "--strict", "--quiet", files[0])
    run(ours("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", files[1])


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for unit in FOLDER.glob("leadcast-month.*"):
        text = unit.read_text().replace("/opt/leadcast/.venv/bin/leadcast", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    said = run("systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir()))
    assert not [line for line in said.stderr.splitlines() if "leadcast-month" in line], said.stderr
    (when,) = re.findall(r"^OnCalendar=(.+)$", (FOLDER / "leadcast-month.timer").read_text(), re.MULTILINE)
    assert "Normalized form: *-*-01 06:00:00" in run("systemd-analyze", "calendar", when).stdout


def cron_lines() -> list[tuple[list[str], str]]:
    lines = [line.strip() for line in (FOLDER / "crontab").read_text().splitlines()]
    jobs = [line for line in lines if line and not line.startswith("#") and not re.match(r"[A-Z]+=", line)]
    return [(line.split(None, 5)[:5], line.split(None, 5)[5]) for line in jobs]


def test_cron_understands_the_table() -> None:
    assert len(cron_lines()) == 3
    for fields, command in cron_lines():
        for field, (low, high) in zip(fields, LIMITS, strict=True):
            assert FIELD.fullmatch(field), field
            assert all(low <= int(number) <= high for number in re.findall(r"\d+", field.split("/")[0]))
        assert "%" not in command, "cron reads a per cent sign as the end of the line"
        run("sh", "-n", "-c", command)


def commands() -> list[str]:
    """Every command of ours, as a shell would see its words."""
    cronjob: Any = yaml.safe_load((FOLDER / "kubernetes-cronjob.yaml").read_text())
    (container,) = cronjob["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    workflow: Any = yaml.safe_load((FOLDER / "github-actions.yaml").read_text())
    service = (FOLDER / "leadcast-month.service").read_text()
    lines = [command for _, command in cron_lines()] + container["args"]
    lines += [each["run"] for each in workflow["jobs"]["retrain"]["steps"]]
    lines += re.findall(r"^ExecStart=-?(.+)$", service, re.MULTILINE)
    return [part.strip() for line in lines for part in re.split(r"&&|;", line)]


@pytest.mark.parametrize("command", commands())
def test_every_command_is_one_of_ours(command: str) -> None:
    words = shlex.split(re.sub(r'\$\{MONTH:\+--month "\$MONTH"\}', "--month 2026-10", command))
    assert Path(words[0]).name == "leadcast"
    given = parser().parse_args(words[1:])
    assert given.command
