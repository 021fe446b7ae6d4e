"""All that a score is computed from beside the bundle, in canonical form."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self, cast

from features.population import TOUCH_TEXTS
from features.rows import CHANGE_TEXTS, Columns, assembled
from models.ledger.facts import TABLES, Facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from features.population import Population
    from models.ledger.facts import Row

_JSON: Final = json.JSONEncoder(separators=(",", ":"))
_UNTOLD: Final = ("", "inbound", None, None, None)


@dataclass(frozen=True)
class Inputs:
    """A lead at an instant, with what is known of it and of the other leads of its account.

    The order and the wording of a request are not in it: requests that mean the same have the same inputs.

    Attributes:
        as_of: microseconds UTC. What came later is not in the facts.
        born: when the lead was created, as its facts have it too.
        colleagues: by id, in order; those without an id last. Each as ``colleague_of`` makes it.
    """

    lead_id: str
    as_of: int
    born: int
    lead: Facts
    colleagues: tuple[tuple[str, Facts], ...]

    @cached_property
    def text(self) -> str:
        """The inputs as JSON; alike inputs give alike texts."""
        told = [self.lead_id, self.as_of, _told(self.lead)]
        told += [[lead_id, *_beside(facts)] for lead_id, facts in self.colleagues]
        return _JSON.encode(told)

    @classmethod
    def read(cls, stored: bytes) -> Self:
        """The inputs of a receipt; their text is, to the byte, what was stored.

        Raises:
            ValueError: it is not the text of any inputs.
        """
        text = stored.decode()
        try:
            lead_id, as_of, told, *others = json.loads(text)
            lead = _facts(told)
            colleagues = tuple((name, _colleague(lead.account_id, *one)) for name, *one in others)
            made = cls(lead_id, as_of, lead.created_at or 0, lead, colleagues)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"no inputs: {type(error).__name__}") from error
        vars(made)["text"] = text
        return made

    def score_id(self, *versions: str) -> str:
        """Stands for the inputs and what scores them: asked again, the same score has the same id."""
        whole = "\n".join((*versions, self.text))
        return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()


def colleague_of(
    created_at: int | None, account_id: str | None, touched: Iterable[int], stages: Iterable[Row]
) -> Facts:
    """A colleague, as far as any feature reads it.

    Args:
        touched: when it was touched, in order; how, and by whom, makes no difference.
    """
    rows = {"touches": tuple((at, *_UNTOLD) for at in touched), "stages": tuple(stages)}
    return Facts(created_at, account_id, {}, {table: found for table, found in rows.items() if found})


def population(inputs: Sequence[Inputs], attributes: Sequence[str]) -> Population:
    """The leads of some inputs, each followed by its colleagues; no two inputs share an account."""
    leads: list[Facts] = []
    names: list[str] = []
    accounts: list[str | None] = []
    for number, one in enumerate(inputs):
        own = ((one.lead_id, one.lead), *one.colleagues)
        names += (name for name, _ in own)
        leads += (facts for _, facts in own)
        accounts += (None if it.account_id is None else f"{number}\0{it.account_id}" for _, it in own)
    rows = {
        table: [(place, *row) for place, facts in enumerate(leads) for row in facts.rows.get(table, ())]
        for table in TABLES
    }
    changed: dict[str, list[tuple[Any, ...]]] = {}
    for place, at, name, *values in rows["attribute_changes"]:
        changed.setdefault(name, []).append((place, at, *values))
    return assembled(
        tuple(names),
        [facts.created_at or 0 for facts in leads],
        accounts,
        {name: [facts.attributes.get(name) for facts in leads] for name in attributes},
        _columns(rows["touches"], TOUCH_TEXTS),
        _columns(rows["stages"], ("stage",)),
        {name: _columns(changed[name], CHANGE_TEXTS) for name in attributes if name in changed},
    )


def _columns(rows: Sequence[tuple[Any, ...]], texts: Sequence[str]) -> Columns:
    lead, at, *told = zip(*rows, strict=True) if rows else ((), (), *(() for _ in texts))
    return Columns(lead, at, told)


def _told(facts: Facts) -> Mapping[str, object]:
    return {
        "created_at": facts.created_at,
        "account_id": facts.account_id,
        "attributes": facts.attributes,
        **facts.rows,
    }


def _facts(told: dict[str, Any]) -> Facts:
    created_at, account_id, attributes = (
        told.pop(name) for name in ("created_at", "account_id", "attributes")
    )
    rows = {table: tuple(map(tuple, told[table])) for table in told}
    return Facts(created_at, account_id, attributes, rows)


def _beside(facts: Facts) -> tuple[object, ...]:
    return facts.created_at, [row[0] for row in facts.rows.get("touches", ())], facts.rows.get("stages", ())


def _colleague(account_id: str | None, created_at: Any, *happened: Any) -> Facts:
    if isinstance(created_at, dict):  # as receipts had all of it once
        return _facts(cast("dict[str, Any]", created_at))
    touched, stages = happened
    return colleague_of(created_at, account_id, touched, map(tuple, stages))
