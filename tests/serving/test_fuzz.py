"""The service under requests nobody would think of, made from its three documents.

LEADCAST_FUZZ=1000 in the environment makes the long run of more than 20,000 requests, LEADCAST_SEED another
one; with ``-s`` it prints what came back of each operation.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from serving.documents.links import links

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = int(os.environ.get("LEADCAST_FUZZ", "8"))
"""Cases of each operation, beside those that follow from the bounds of each field."""
SEED = os.environ.get("LEADCAST_SEED", "7")
PROVES = {
    "3.1": lambda token: f"Authorization: Bearer {token}",
    "3.0": lambda token: f"Authorization: Bearer {token}",
    "2.0": lambda token: f"X-API-Key: {token}",
}
BY_DESIGN = "negative_data_rejection,positive_data_acceptance,ignored_auth,missing_required_header"
"""What callers get wrong is understood where it can be, no schema can say which texts are times, and whoever
guesses tokens is told 429 after some 401."""


def prepared(document: dict[str, Any]) -> dict[str, Any]:
    """The document with links, which only OpenAPI 3.1 is served with, and with short lists alone.

    Lists at their limits are tested elsewhere; it takes longer to think them up than to answer them.
    """
    key = "x-links" if "swagger" in document else "links"
    for methods in document["paths"].values():
        for operation in methods.values():
            if ways := links(operation["operationId"]):
                operation["responses"]["200"][key] = ways
    return json.loads(re.sub(r'"maxItems": \d{3,}', '"maxItems": 5', json.dumps(document)))


def counted(log: str) -> Counter[tuple[str, int]]:
    """How often each operation answered with each status, as the service itself logged it."""
    told = (json.loads(line) for line in log.splitlines() if line.startswith("{"))
    return Counter((line["operation"] or "none", line["status"]) for line in told if "operation" in line)


@pytest.fixture(scope="module")
def counts(whole: Any) -> Iterator[dict[str, Counter[tuple[str, int]]]]:
    """What came back, by version; printed at the end."""
    found: dict[str, Counter[tuple[str, int]]] = {}
    yield found
    for version, answers in found.items():
        print(f"\n{version}: {sum(answers.values()):,} requests")  # noqa: T201
        for (operation, status), number in sorted(answers.items()):
            print(f"  {operation:18} {status} {number:7,}")  # noqa: T201


@pytest.mark.parametrize("version", PROVES)
def test_whatever_is_sent_is_answered_as_documented(
    whole: Any, counts: dict[str, Counter[tuple[str, int]]], version: str, tmp_path: Path
) -> None:
    """No fault, no status and no body that a document does not declare, no way in without a token."""
    document = prepared(whole.ask(f"/openapi/{version}.json").json)
    (tmp_path / "document.json").write_text(json.dumps(document), encoding="utf-8")
    before = counted(whole.server.log.read_text(encoding="utf-8"))
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "run", "document.json"),
        *("--url", f"http://127.0.0.1:{whole.server.port}", "--header", PROVES[version](whole.token)),
        *("--checks", "all", "--exclude-checks", BY_DESIGN, "--mode", "all"),
        *("--phases", "examples,coverage,fuzzing,stateful", "--max-examples", str(CASES)),
        # what is sent in the place of a token is refused before anything is read of it
        *("--generation-with-security-parameters", "false"),
        *("--seed", SEED, "--no-shrink", "--continue-on-failure", "--generation-database", "none"),
        *("--suppress-health-check", "all", "--warnings", "off"),
    ]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    counts[version] = counted(whole.server.log.read_text(encoding="utf-8")) - before
    assert ran.returncode == 0, f"{ran.stdout[-8000:]}{ran.stderr[-2000:]}"
    operations = {one["operationId"] for methods in document["paths"].values() for one in methods.values()}
    good = {operation for operation, status in counts[version] if status == 200}
    assert operations - good <= {"hubspot_hook"}, ran.stdout[-3000:]  # it takes HubSpot's own secret
    assert "Stateful" in ran.stdout
    assert "⏭  Stateful" not in ran.stdout
