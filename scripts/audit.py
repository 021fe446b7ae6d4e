"""Fails when a release that constraints.txt pins has a known vulnerability that nobody explained.

Usage: python scripts/audit.py [CONSTRAINTS]
Exit status 0: none but those of scripts/audit-exceptions.toml; 1: others; 3: the database cannot be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).parent
NOT_REACHED = 3


class UnreachableError(Exception):
    """The database of vulnerabilities does not answer."""


def audited(pins: Sequence[str]) -> list[dict[str, Any]]:
    """Return what pip-audit says of each of some pins.

    Raises:
        UnreachableError: of one of them it could not say anything; it then reports none, as if all was well.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(pins))
        file.flush()
        options = ["--requirement", file.name, "--no-deps", "--disable-pip", "--format", "json"]
        command = [sys.executable, "-m", "pip_audit", *options, "--progress-spinner", "off"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError) as error:
        raise UnreachableError(done.stderr.strip().splitlines()[-1:] or "no answer") from error
    if skipped := [each["name"] for each in found if "skip_reason" in each]:
        raise UnreachableError(f"nothing is known of {', '.join(skipped[:5])} …")
    return found


def complaints(
    found: Sequence[dict[str, Any]], exceptions: Sequence[dict[str, Any]], today: date
) -> Iterator[str]:
    """Yield one sentence for each vulnerability without a reason that holds, and each reason without one."""
    excused = {(each["package"], each["id"]): each for each in exceptions}
    for each in found:
        for flaw in each["vulns"]:
            names = {flaw["id"], *flaw.get("aliases", ())}
            known = [excused.pop((each["name"], name)) for name in names if (each["name"], name) in excused]
            fixed = ", ".join(flaw["fix_versions"]) or "no release yet"
            if not known:
                yield f"{each['name']} {each['version']}: {flaw['id']}, fixed in {fixed}"
            for reason in known:
                if reason["until"] < today:
                    yield f"{each['name']}: the reason for {flaw['id']} ran out on {reason['until']}"
    for package, number in excused:
        yield f"{package}: {number} is no longer found; remove its exception"


def main(constraints: Path) -> int:
    """Print the complaints, and give the exit status."""
    lines = constraints.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    exceptions = tomllib.loads((HERE / "audit-exceptions.toml").read_text(encoding="utf-8"))
    try:
        audited(pins[:1])  # before two hundred questions that nobody answers
        found = audited(pins)
    except UnreachableError as error:
        sys.stderr.write(f"The database of vulnerabilities cannot be asked: {error}\n")
        return NOT_REACHED
    said = list(complaints(found, exceptions.get("exception", []), datetime.now(UTC).date()))
    sys.stderr.writelines(f"{line}\n" for line in said)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "constraints.txt"))
