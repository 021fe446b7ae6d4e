"""Whether each answer is, to the last field, what one bundle says of what was asked."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.load.asked import body
from benchmarks.load.generator import request
from models.receipts.written import written
from models.scorer import Scorer
from serving.answerer import Answerer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.load.steady import Told
    from models.workspace import Workspace

Lead = dict[str, Any]
_NO_ERROR = {"error_code": "", "error_message": "", "error_field": ""}


class Asked(NamedTuple):
    """Some leads that are asked for in one request; one alone, or a batch."""

    leads: tuple[Lead, ...]

    @property
    def sent(self) -> bytes:
        """The request."""
        if len(self.leads) == 1:
            return request("/v1/score", body(self.leads[0]))
        return request("/v1/score/batch", body({"leads": self.leads}))


def mixed(leads: Sequence[Lead], every: int, batch: int) -> list[Asked]:
    """Each lead alone, and after every so many of them a batch of the next, as if they stood in a ring."""
    turns: list[Asked] = []
    for place, lead in enumerate(leads, 1):
        turns.append(Asked((lead,)))
        if place % every == 0:
            turns.append(Asked(tuple(leads[(place + more) % len(leads)] for more in range(batch))))
    return turns


class Oracle:
    """What some bundles of a workspace answer, computed in this process."""

    def __init__(self, workspace: Workspace, versions: Iterable[str], asked: Sequence[Asked]) -> None:
        self._said = {
            version: _said(Answerer(Scorer(workspace.bundle(version))), asked) for version in versions
        }

    def said(self, version: str, number: int) -> Any:
        """What a bundle answers to the request of a number; None where it is none of the bundles."""
        return self._said.get(version, {}).get(number)

    def version(self, told: Told) -> str | None:
        """The bundle whose answer it is, whole; None where it is no bundle's."""
        if told.status != 200:
            return None
        answered = json.loads(told.body)
        several = answered.get("results", [answered])
        version = several[0]["model_version"] if several else ""
        return version if self.said(version, told.number) == answered else None


def _said(answerer: Answerer, asked: Sequence[Asked]) -> dict[int, Any]:
    """By the number of the request, its answer as it comes back."""
    found: dict[int, Any] = {}
    for number, one in enumerate(asked):
        alone = [answerer.answer([answerer.understood(dict(lead))])[0][1] for lead in one.leads]
        whole = alone[0] if len(alone) == 1 else {"results": [{**_NO_ERROR, **answer} for answer in alone]}
        found[number] = json.loads(written(whole))
    return found


def lost(told: Sequence[Told]) -> Counter[str]:
    """Those that were not answered with 200: how many, by what was said instead."""
    return Counter(f"{one.status} {one.body[:200]!r}" for one in told if one.status != 200)
