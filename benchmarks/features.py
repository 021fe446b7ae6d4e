"""How long the feature engine takes, beside the join one would write otherwise.

    python benchmarks/features.py                                   # 1 and 10 million touches; an hour
    python benchmarks/features.py --touches 1e6 --moments 6
    python benchmarks/features.py --touches 1e8 --moments 6 --contenders "ours, in shards" --shards 10

Every contender reads the same Parquet files, in a process of its own, and ends with a table of the same 41
features (``race/task.py`` says which); their answers are compared. Needs ``pip install polars``. featuretools
wants an older pandas, thus an environment of its own, whose Python is named by ``--featuretools-python``.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CONTENDERS = (
    "ours",
    "DuckDB",
    "DuckDB, packed",
    "Polars",
    "pandas",
    "ours, in shards",
    "ours, sources checked",
    "ours, whole catalog",
)
MOST = {"ours": 4e8, "ours, sources checked": 4e8, "ours, in shards": 1e12}
"""Touches times moments a lead that a contender is given; the joins' rows and, past some point, the answer
itself outgrow memory. Others than these are given a hundred million."""
SMALL = 30_000
"""Touches that featuretools survives."""


def main() -> None:
    """Races and prints."""
    given = _arguments()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for touches in given.touches:
            for moments in given.moments:
                _race(Path(folder), touches, moments, given.contenders, given)
        if given.featuretools_python:
            _race(Path(folder), SMALL, 1, ("ours", "featuretools"), given)


def _race(
    folder: Path, touches: int, moments: int, contenders: tuple[str, ...], given: argparse.Namespace
) -> None:
    files = folder / str(touches)
    if not files.exists():
        subprocess.run(
            [sys.executable, "-m", "benchmarks.race.world", files, str(touches)], cwd=ROOT, check=True
        )
    print(f"\n{touches:,} touches, {moments} moments a lead\n{'':24}{'seconds':>9}{'ratio':>8}{'GiB':>7}")
    ours: dict[str, Any] | None = None
    for contender in contenders:
        if touches * moments > MOST.get(contender, 1e8):
            print(f"{contender:24}  left out: it needs more memory than most machines have", flush=True)
            continue
        said = _run(contender, files, moments, given)
        if said is None:
            print(f"{contender:24}  took more than {given.limit:.0f} s", flush=True)
            continue
        ours = ours or said
        seconds, first = (statistics.median(one["seconds"]) for one in (said, ours))
        verdict = _disagreement(ours, said) or ""
        print(f"{contender:24}{seconds:9.2f}{seconds / first:8.1f}{said['gib']:7.1f}  {verdict}", flush=True)


def _run(contender: str, files: Path, moments: int, given: argparse.Namespace) -> dict[str, Any] | None:
    python = given.featuretools_python if contender == "featuretools" else sys.executable
    command = [python, "-m", "benchmarks.race.run", contender, files, str(moments), str(given.repeats)]
    environment = os.environ | {"SHARDS": str(given.shards)}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, timeout=given.limit
        )
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout.splitlines()[-1])


def _disagreement(ours: dict[str, Any], theirs: dict[str, Any]) -> str | None:
    """What differs, by the sums of columns and row by row in a sample; engines add in different orders."""
    for name, total in theirs.get("sums", {}).items():
        if not math.isclose(total, ours["sums"][name], rel_tol=1e-5, abs_tol=1e-3):
            return f"DISAGREES: the {name!r} sum to {total}, not {ours['sums'][name]}"
    for name, values in theirs.get("sample", {}).items():
        for row, (value, other) in enumerate(zip(values, ours["sample"][name], strict=True)):
            same = math.isclose(value, other, rel_tol=1e-5, abs_tol=1e-5) or (
                value != value and other != other
            )
            if not same:
                return f"DISAGREES: {name!r} of row {row} is {value}, not {other}"
    return None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--touches", type=_numbers, default=(1_000_000, 10_000_000), metavar="N,...")
    parser.add_argument("--moments", type=_numbers, default=(1, 6, 30, 90), metavar="N,...")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--contenders",
        type=lambda text: tuple(text.split("; ")),
        default=CONTENDERS,
        help=f"some of: {'; '.join(CONTENDERS)}",
    )
    parser.add_argument("--shards", type=int, default=8, help="in how many pieces the engine streams")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds a contender may take in all")
    parser.add_argument(
        "--featuretools-python", metavar="PYTHON", help="one that has featuretools and pandas < 3"
    )
    parser.add_argument("--folder", help="where the files are made; the system's by default")
    return parser.parse_args()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(float(one)) for one in text.split(","))


if __name__ == "__main__":
    main()
