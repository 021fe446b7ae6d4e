"""Scores leads with nothing but Python's own library.

As a command it reads JSON lines, one lead each, and writes one score each:

    LEADCAST_URL=https://leads.example.com LEADCAST_TOKEN=lc_... python score.py < leads.jsonl > scores.jsonl
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

URL = os.environ.get("LEADCAST_URL", "http://127.0.0.1:3000").rstrip("/")
TOKEN = os.environ.get("LEADCAST_TOKEN", "")
AT_ONCE = 200
AGAIN = (408, 429, 500, 503)


class Refused(Exception):
    """The service refuses; sending the same again will not help."""


def post(path: str, body: dict[str, Any], tries: int = 4) -> dict[str, Any]:
    """The answer to one request, after waiting where the service asks for it."""
    request = urllib.request.Request(
        f"{URL}{path}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"},
    )
    for left in reversed(range(tries)):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            told = json.load(error)
            if error.code not in AGAIN or not left:
                raise Refused(f"{error.code} {told['code']} {told['field']}: {told['message']}") from error
            time.sleep(float(error.headers.get("Retry-After", 1)))
    raise AssertionError


def score(lead: dict[str, Any]) -> dict[str, Any]:
    """The score of one lead."""
    return post("/v1/score", lead)


def score_many(leads: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The scores of leads in their order; one that was refused has an error_code and no numbers."""
    waiting = iter(leads)
    while some := list(itertools.islice(waiting, AT_ONCE)):
        yield from post("/v1/score/batch", {"leads": some})["results"]


if __name__ == "__main__":
    for scored in score_many(map(json.loads, sys.stdin)):
        print(json.dumps(scored))
