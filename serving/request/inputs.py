"""All that a score is computed from beside the bundle, in canonical form."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from features.rows import population_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from features.population import Population
    from models.ledger.facts import Facts


class Inputs(NamedTuple):
    """A lead at an instant, with what is known of it and of the other leads of its account.

    The order and the wording of a request are not in it: requests that mean the same have the same inputs.

    Attributes:
        as_of: microseconds UTC. What came later is not in the facts.
        born: when the lead was created, as its facts have it too.
        colleagues: by id, in order; those without an id last.
    """

    lead_id: str
    as_of: int
    born: int
    lead: Facts
    colleagues: tuple[tuple[str, Facts], ...]

    @property
    def text(self) -> str:
        """The inputs as JSON; alike inputs give alike texts."""
        told = [self.lead_id, self.as_of, _told(self.lead)]
        told += [[lead_id, _told(facts)] for lead_id, facts in self.colleagues]
        return json.dumps(told, separators=(",", ":"))

    def score_id(self, *versions: str) -> str:
        """Stands for the inputs and what scores them: asked again, the same score has the same id."""
        whole = "\n".join((*versions, self.text))
        return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()


def population(inputs: Sequence[Inputs], attributes: Sequence[str]) -> Population:
    """The leads of some inputs, each followed by its colleagues; no two inputs share an account."""
    leads: list[dict[str, object]] = []
    rows: dict[str, list[dict[str, object]]] = {"touches": [], "stages": [], "attribute_changes": []}
    for number, one in enumerate(inputs):
        for other, facts in enumerate((one.lead, *(facts for _, facts in one.colleagues))):
            place = f"{number:04d}{other:04d}"
            account = None if facts.account_id is None else f"{number:04d}{facts.account_id}"
            own = {"lead_id": place, "created_at": facts.created_at, "account_id": account}
            leads.append({**facts.attributes, **own})
            for table, found in rows.items():
                found += facts.named(table, place)
    return population_of(leads, rows["touches"], rows["stages"], rows["attribute_changes"], attributes)


def _told(facts: Facts) -> Mapping[str, object]:
    return {
        "created_at": facts.created_at,
        "account_id": facts.account_id,
        "attributes": facts.attributes,
        **facts.rows,
    }
