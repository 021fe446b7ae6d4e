"""Known vulnerabilities of what is pinned: none, or each with a reason that still holds."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts/audit.py"
TODAY = date(2026, 11, 1)
FLAW = {"id": "PYSEC-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.0"]}
FOUND = [{"name": "a", "version": "1.0", "vulns": [FLAW]}, {"name": "b", "version": "1.0", "vulns": []}]


@pytest.fixture(scope="module")
def audit() -> Any:
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reason(**other: Any) -> dict[str, Any]:
    return {"id": "PYSEC-1", "package": "a", "reason": "not used", "until": date(2026, 12, 1), **other}


@pytest.mark.parametrize(
    ("exceptions", "said"),
    [
        ([], ["a 1.0: PYSEC-1, fixed in 2.0"]),
        ([reason()], []),
        ([reason(id="CVE-2026-1")], []),
        ([reason(until=date(2026, 10, 31))], ["a: the reason for PYSEC-1 ran out on 2026-10-31"]),
        (
            [reason(package="b")],
            ["a 1.0: PYSEC-1, fixed in 2.0", "b: PYSEC-1 is no longer found; remove its exception"],
        ),
    ],
)
def test_each_vulnerability_has_a_reason(
    audit: Any, exceptions: list[dict[str, Any]], said: list[str]
) -> None:
    assert list(audit.complaints(FOUND, exceptions, TODAY)) == said


def test_reasons_are_whole() -> None:
    told = tomllib.loads((SCRIPT.parent / "audit-exceptions.toml").read_text())
    for each in told.get("exception", []):
        assert set(each) == {"id", "package", "reason", "until"}
        assert len(each["reason"].split()) > 5


def test_what_is_pinned_has_no_known_vulnerability(audit: Any) -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    if done.returncode == audit.NOT_REACHED:
        pytest.skip("expected: the database of vulnerabilities cannot be reached from here")
    assert done.returncode == 0, done.stderr
