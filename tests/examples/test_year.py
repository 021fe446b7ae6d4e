"""The example of a year does what it says it does, from one script."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_year_is_lived(tmp_path: Path) -> None:
    command = [sys.executable, "examples/year.py", str(tmp_path / "year"), "--leads", "2400"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    said = " ".join(done.stderr.split())
    for happened in ("was kept out", "one promotion was rolled back", "the monitor reported the drift"):
        assert happened in said
    page = (tmp_path / "year/company/.leadcast/months.html").read_text(encoding="utf-8")
    assert "2025-10 to 2026-09" in page
    assert "sales sent back half of what it ranked first" in page
