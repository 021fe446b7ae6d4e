"""Replays one receipt of a workspace's ledger, or all of them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.errors import LedgerError
from models.ledger.receipts import read_receipt
from models.receipts.replay import Replayed, replayed
from models.scorer import Scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import RowMapping

    from models.ledger import Ledger, Receipt
    from models.receipts.replay import Outcome
    from models.workspace import Workspace

AT_ONCE: Final = 200
MOST_TOLD: Final = 20
_BUNDLES: Final = 3
"""Receipts come in the order of time, and so mostly bundle by bundle."""


class Replays(NamedTuple):
    """What came of many.

    Attributes:
        counts: by outcome, those with none left out.
        told: the first that are not the same.
    """

    replayed: int
    counts: dict[Outcome, int]
    told: tuple[Replayed, ...]

    @property
    def sound(self) -> bool:
        """Whether each gave the same, or was erased on purpose."""
        return not self.counts.keys() & {"differs", "impossible"}

    def to_json(self) -> dict[str, Any]:
        """The machine-readable answer of ``leadcast replay --all --json``."""
        return {**self._asdict(), "told": [one._asdict() for one in self.told]}


def replay_one(workspace: Workspace, ledger: Ledger, score_id: str) -> Replayed:
    """Computes one score again, also that of a shadow.

    Raises:
        LedgerError: there is no such receipt, or it is damaged.
    """
    kept = ledger.receipt(score_id) or ledger.receipt(score_id, shadow=True)
    if kept is None:
        raise LedgerError(
            f"the ledger has no receipt of a score {score_id}; score ids stand in answers and in exports"
        )
    (done,) = replayed([kept], _scorers(workspace))
    return done


def replay_all(
    workspace: Workspace,
    ledger: Ledger,
    since: int,
    until: int,
    tell: Callable[[str], None] = lambda _: None,
) -> Replays:
    """Computes every score again that was given at ``since`` or later and before ``until``, shadows too."""
    counts = Counter["Outcome"]()
    told: list[Replayed] = []
    scorer_of = _scorers(workspace)
    for shadow in (False, True):
        rows = ledger.receipts_between(since, until, shadow=shadow)
        while some := list(islice(rows, AT_ONCE)):
            for one in _some(some, scorer_of):
                counts[one.outcome] += 1
                if one.outcome != "same" and len(told) < MOST_TOLD:
                    told.append(one)
            tell(f"{counts.total():,} receipts")
    return Replays(counts.total(), dict(counts), tuple(told))


def _some(rows: Sequence[RowMapping], scorer_of: Callable[[str], Scorer]) -> Iterator[Replayed]:
    read: list[Receipt] = []
    for row in rows:
        try:
            read.append(read_receipt(row))
        except LedgerError as error:
            yield Replayed(row["score_id"], row["lead_id"], row["model_version"], "impossible", (str(error),))
    yield from replayed(read, scorer_of)


def _scorers(workspace: Workspace) -> Callable[[str], Scorer]:
    @lru_cache(_BUNDLES)
    def scorer_of(version: str) -> Scorer:
        return Scorer(workspace.bundle(version))

    return scorer_of
